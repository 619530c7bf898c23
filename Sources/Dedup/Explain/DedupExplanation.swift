import Threads
package import TimeSeries

/// Why a query saw what it saw of replicas: for each series and slot who was served. Filled while the query reads.
package final class DedupExplanation: Sendable {
  package struct Series: Sendable {
    package let labels: Labels
    /// By time.
    package let slots: [ExplainedSlot]
  }

  package struct Content: Sendable {
    package var series: [Series] = []
    /// What is not told, and why.
    package var notes: [String] = []
    /// Whether a limit was reached.
    package var isCut = false
  }

  private struct State {
    var isOpen = true
    var isMerging = true
    var places: [Labels: Int] = [:]
    var series: [(labels: Labels, slots: [Timestamp: ExplainedSlot])] = []
    var lacksSeries = false
    var lacksSlots = false
  }

  private let limits: ExplanationLimits
  private let state = Locked(State())

  package init(_ limits: ExplanationLimits = ExplanationLimits()) { self.limits = limits }

  /// What was taken down; nothing is added any more.
  package func finish() -> Content {
    state.withLock { state in
      state.isOpen = false
      var content = Content()
      content.series = state.series.filter { !$0.slots.isEmpty }.map { series in
        Series(labels: series.labels, slots: series.slots.sorted { $0.key < $1.key }.map(\.value))
      }
      if !state.isMerging { content.notes.append("nothing is merged: replicas are shown apart") }
      if state.lacksSeries { content.notes.append("only the first \(limits.seriesMax) series are explained") }
      if state.lacksSlots {
        content.notes.append("of a series, only the newest \(limits.slotsMax) slots are explained")
      }
      content.isCut = state.lacksSeries || state.lacksSlots
      return content
    }
  }

  /// The view that is asked merges no replicas.
  func noteUnmerged() { state.withLock { $0.isMerging = false } }

  /// The series have been selected; as many as fit will be explained.
  func admit(_ series: [Labels]) {
    state.withLock { state in
      for labels in series where state.isOpen && state.places[labels] == nil {
        guard state.series.count < limits.seriesMax else { return state.lacksSeries = true }
        state.places[labels] = state.series.count
        state.series.append((labels, [:]))
      }
    }
  }

  func explains(_ series: Labels) -> Bool { state.withLock { $0.isOpen && $0.places[series] != nil } }

  /// - Parameter slots: by time. A slot that was noted before is noted once.
  func note(_ slots: [ExplainedSlot], of series: Labels) {
    state.withLock { state in
      guard state.isOpen, let place = state.places[series] else { return }
      for slot in slots.suffix(limits.slotsMax) { state.series[place].slots[slot.best.timestamp] = slot }
      let surplus = state.series[place].slots.count - limits.slotsMax
      if surplus > 0 {
        for time in state.series[place].slots.keys.sorted().prefix(surplus) { state.series[place].slots[time] = nil }
      }
      state.lacksSlots = state.lacksSlots || surplus > 0 || slots.count > limits.slotsMax
    }
  }
}
