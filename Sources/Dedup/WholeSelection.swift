import Storage
import Threads
import TimeSeries

/// Selected only when it turns out that the newest samples are not enough.
final class WholeSelection: Sendable {
  private let select: @Sendable () throws -> any SeriesSelection
  private let selected = Locked<(selection: any SeriesSelection, places: [Labels: Int])?>(nil)

  init(_ select: @escaping @Sendable () throws -> any SeriesSelection) { self.select = select }

  /// Calls `body` with the samples of a series; with none if it is gone.
  func read(_ labels: Labels, _ body: (borrowing SampleColumns) throws -> Void) throws {
    let (selection, places) = try whole()
    guard let place = places[labels] else { return try body(SampleColumns()) }
    try selection.read(place..<place + 1) { _, columns in try body(columns) }
  }

  private func whole() throws -> (selection: any SeriesSelection, places: [Labels: Int]) {
    try selected.withLock { selected in
      if let selected { return selected }
      let selection = try select()
      let places = Dictionary(selection.labels.enumerated().map { ($1, $0) }) { first, _ in first }
      selected = (selection, places)
      return (selection, places)
    }
  }
}
