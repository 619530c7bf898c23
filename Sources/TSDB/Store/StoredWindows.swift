import TimeSeries

/// Which windows the store has chunks of; one set for each space of chunks.
struct StoredWindows: Sendable, Equatable {
  /// Starts, ascending.
  private(set) var short: [Timestamp] = []
  private(set) var long: [Timestamp] = []

  /// How far the merge that is under way has come: the chunks that series below `series` had in the short windows of
  /// `span` are gone. Looking for them would mean stepping over all the deleted ones.
  struct MergeProgress: Sendable, Equatable {
    var span: Range<Timestamp>
    var series: UInt64
  }

  var merging: MergeProgress?

  mutating func insert(_ window: Timestamp, in space: KeySpace) {
    if space == .longChunk {
      StoredWindows.insert(window, into: &long)
    } else {
      StoredWindows.insert(window, into: &short)
    }
  }

  mutating func remove(_ window: Timestamp, in space: KeySpace) {
    if space == .longChunk { long.removeAll { $0 == window } } else { short.removeAll { $0 == window } }
  }

  private static func insert(_ window: Timestamp, into windows: inout [Timestamp]) {
    let place = windows.lastIndex { $0 <= window }
    if let place, windows[place] == window { return }
    windows.insert(window, at: place.map { $0 + 1 } ?? 0)
  }

  /// The windows that reach into the range, by start.
  func overlapping(_ from: Timestamp, _ through: Timestamp, _ lengths: WindowLengths) -> [StoredWindow] {
    let wanted =
      StoredWindows.overlapping(long, from, through, lengths.long).map { StoredWindow(space: .longChunk, start: $0) }
      + StoredWindows.overlapping(short, from, through, lengths.short).map {
        StoredWindow(space: .chunk, start: $0, firstSeries: firstSeries(of: $0))
      }
    return wanted.sorted { $0.start < $1.start }
  }

  private func firstSeries(of window: Timestamp) -> UInt64 {
    guard let merging, merging.span.contains(window) else { return 0 }
    return merging.series
  }

  /// The start of the oldest window.
  var oldest: Timestamp? { [short.first, long.first].compactMap { $0 }.min() }

  /// The windows that end at `edge` or before.
  func ending(by edge: Timestamp, _ lengths: WindowLengths) -> [StoredWindow] {
    long.prefix { $0 + lengths.long <= edge }.map { StoredWindow(space: .longChunk, start: $0) }
      + short.prefix { $0 + lengths.short <= edge }.map { StoredWindow(space: .chunk, start: $0) }
  }

  private static func overlapping(
    _ windows: [Timestamp], _ from: Timestamp, _ through: Timestamp, _ length: Milliseconds
  ) -> ArraySlice<Timestamp> {
    let first = windows.firstIndex { $0 &+ length > from } ?? windows.count
    let end = windows[first...].firstIndex { $0 > through } ?? windows.count
    return windows[first..<end]
  }
}

/// One window of one of the two spaces of chunks.
struct StoredWindow: Sendable, Equatable {
  var space: KeySpace
  var start: Timestamp
  /// No series below has chunks there.
  var firstSeries: UInt64 = 0
}
