import TimeSeries

/// A place in the columns of one replica. The columns are handed to each call: a cursor owns none.
struct Cursor {
  private var row = 0
  private var histogram = 0
  /// Whether the newest sample before this place is a value, not the end of the series.
  private(set) var isAlive = false

  @inline(__always)
  func isAtEnd(_ columns: borrowing SampleColumns) -> Bool { row == columns.timestamps.count }

  /// Where the replica has no more samples, the end of time.
  @inline(__always)
  func timestamp(_ columns: borrowing SampleColumns) -> Timestamp {
    row < columns.timestamps.count ? columns.timestamps[row] : .max
  }

  @inline(__always)
  func value(_ columns: borrowing SampleColumns) -> Double { columns.values[row] }

  /// Passes over the sample; it still tells whether the replica is alive.
  @inline(__always)
  mutating func skip(_ columns: borrowing SampleColumns) {
    isAlive = !columns.values[row].isStaleMarker
    if histogram < columns.histograms.count, columns.histograms[histogram].row == row { histogram += 1 }
    row += 1
  }

  /// Passes the sample on, but for a stale marker while `other` is alive.
  @inline(__always)
  mutating func take(
    _ columns: borrowing SampleColumns, unlessAlive other: Cursor, into target: inout SampleColumns
  ) {
    let isEnd = columns.values[row].isStaleMarker
    if !isEnd || !other.isAlive {
      if histogram < columns.histograms.count, columns.histograms[histogram].row == row {
        target.append(columns.timestamps[row], columns.histograms[histogram].histogram)
      } else {
        target.append(columns.timestamps[row], columns.values[row])
      }
    }
    skip(columns)
  }
}
