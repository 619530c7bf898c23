import TimeSeries

/// Where pushed series are followed, by their numbers: open addressing, for it is asked once a sample.
struct PushedSeriesTable: Sendable {
  /// The place of a series: of which replica, and where among that one's series.
  struct Place: Sendable, Equatable {
    /// Of a series that speaks for no cluster.
    static let nowhere = Place(replica: -1, index: 0)

    var replica: Int32
    var index: Int32
  }

  private struct Entry {
    var series: UInt64
    var place: Place
  }

  /// No series has this number: storage counts up from the bottom.
  private static let free = UInt64.max

  private(set) var count = 0
  /// As many as a power of two, at most half of them taken.
  private var entries: [Entry]
  private var mask: Int

  init(expecting count: Int = 0) {
    var capacity = 64
    while capacity < 2 * (count + 1) { capacity *= 2 }
    entries = Array(repeating: Entry(series: PushedSeriesTable.free, place: .nowhere), count: capacity)
    mask = capacity - 1
  }

  @inline(__always)
  subscript(series: SeriesID) -> Place? {
    var slot = home(series.rawValue)
    while entries[slot].series != PushedSeriesTable.free {
      if entries[slot].series == series.rawValue { return entries[slot].place }
      slot = (slot + 1) & mask
    }
    return nil
  }

  /// Takes a series that is not in the table.
  mutating func insert(_ series: SeriesID, _ place: Place) {
    if 2 * (count + 1) > entries.count { grow() }
    var slot = home(series.rawValue)
    while entries[slot].series != PushedSeriesTable.free { slot = (slot + 1) & mask }
    entries[slot] = Entry(series: series.rawValue, place: place)
    count += 1
  }

  /// Fibonacci hashing: the upper half of the product, into which all bits of the number go.
  @inline(__always)
  private func home(_ series: UInt64) -> Int {
    Int(truncatingIfNeeded: (series &* 0x9e37_79b9_7f4a_7c15) >> 32) & mask
  }

  private mutating func grow() {
    var larger = PushedSeriesTable(expecting: entries.count)
    for entry in entries where entry.series != PushedSeriesTable.free {
      larger.insert(SeriesID(entry.series), entry.place)
    }
    self = larger
  }
}
