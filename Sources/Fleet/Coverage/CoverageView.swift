package import Storage
import Threads
package import TimeSeries

/// Storage seen by one query, which afterwards can tell which clusters its answer speaks for.
///
/// It notes which selectors were asked for and whose series they found. That costs one comparison of a few bytes a series,
/// and ends when every expected cluster has been found. Only where a cluster was dark in the time that is asked about,
/// storage is asked which clusters' series the selector matches at all.
package final class CoverageView: Queryable {
  private struct Notes {
    var found: ClusterTally
    var asked: [Selector: [AskedTime]] = [:]
  }

  private struct Selector: Hashable {
    var matchers: [LabelMatcher]
  }

  private let base: any Queryable
  private let fleet: FleetView
  private let notes: Locked<Notes>

  init(_ base: any Queryable, _ fleet: FleetView) {
    self.base = base
    self.fleet = fleet
    notes = Locked(Notes(found: ClusterTally(fleet)))
  }

  /// What was selected, and the newest moment that it was asked about.
  package func selectors() -> [(matchers: [LabelMatcher], through: Timestamp)] {
    notes.withLock { $0.asked }.map { selector, times in
      (matchers: selector.matchers, through: times.map(\.through).max() ?? .min)
    }
  }

  /// What is known of the answer after the query.
  package func coverage() -> Coverage {
    if fleet.members.isEmpty { return Coverage() }
    let (found, asked) = notes.withLock { ($0.found, $0.asked) }
    var gaps: [Int: [DarkInterval]] = [:]
    var rules: [String: Coverage.PartialRule] = [:]
    for (selector, times) in asked {
      if let partial = RecordedCoverage(base).partial(selector.matchers, times.compactMap(\.range)) {
        rules[partial.rule] = partial
      }
      let touched = touched(by: times)
      if touched.isEmpty { continue }
      let fed = SelectorReach(selector.matchers, base, fleet).places(among: touched)
      for (place, intervals) in touched where fed.contains(place) { gaps[place, default: []] += intervals }
    }
    return Coverage(
      contributors: found.places.filter { gaps[$0] == nil }.sorted().map { fleet.members[$0].name },
      missing: gaps.sorted { $0.key < $1.key }.map { missing(fleet.members[$0.key].name, $0.value) },
      partialRules: rules.values.sorted { $0.rule < $1.rule })
  }

  /// The clusters that were dark in the time that was asked about, and when.
  private func touched(by times: [AskedTime]) -> [Int: [DarkInterval]] {
    var touched: [Int: [DarkInterval]] = [:]
    for place in fleet.placesWithIntervals {
      let intervals = fleet.members[place].intervals.filter { interval in
        times.contains { $0.lacks(interval) }
      }
      if !intervals.isEmpty { touched[place] = intervals }
    }
    return touched
  }

  /// Several intervals are told as one, from the first to the last.
  private func missing(_ cluster: String, _ intervals: [DarkInterval]) -> Coverage.Missing {
    let first = intervals.min { $0.from < $1.from } ?? DarkInterval(from: 0, until: nil)
    let last = intervals.max { $0.end < $1.end } ?? first
    return Coverage.Missing(cluster: cluster, since: first.from, until: last.until, cause: last.cause)
  }

  // MARK: Queryable

  package func select(_ matchers: [LabelMatcher], _ range: SelectRange) throws(StorageError) -> any SeriesSelection {
    let selection = try base.select(matchers, range)
    note(SelectRequest(matchers, range), selection.labels)
    return selection
  }

  package func select(_ requests: [SelectRequest]) throws(StorageError) -> [any SeriesSelection] {
    let selections = try base.select(requests)
    for (request, selection) in zip(requests, selections) { note(request, selection.labels) }
    return selections
  }

  package func labelNames(
    _ matchers: [LabelMatcher], _ range: ClosedRange<Timestamp>
  ) throws(StorageError) -> [String] {
    note(matchers, .presence(range))
    return try base.labelNames(matchers, range)
  }

  package func labelValues(
    of name: String, _ matchers: [LabelMatcher], _ range: ClosedRange<Timestamp>
  ) throws(StorageError) -> [String] {
    note(matchers, .presence(range))
    return try base.labelValues(of: name, matchers, range)
  }

  package func series(
    _ matchers: [LabelMatcher], _ range: ClosedRange<Timestamp>
  ) throws(StorageError) -> [Labels] {
    note(matchers, .presence(range))
    let series = try base.series(matchers, range)
    notes.withLock { $0.found.count(series) }
    return series
  }

  private func note(_ request: SelectRequest, _ series: [Labels]) {
    note(request.matchers, .samples(request.range))
    var tally = notes.withLock { $0.found }
    guard !tally.isComplete else { return }
    tally.count(series)
    notes.withLock { $0.found.merge(tally) }
  }

  private func note(_ matchers: [LabelMatcher], _ time: AskedTime) {
    notes.withLock { notes in
      let selector = Selector(matchers: matchers)
      if notes.asked[selector]?.contains(time) != true { notes.asked[selector, default: []].append(time) }
    }
  }
}

extension ClusterBook {
  /// `base` as one query sees it that wants to know what its answer covers. For one query only.
  package func observing(_ base: any Queryable) -> CoverageView { CoverageView(base, state.withLock { $0.view() }) }
}
