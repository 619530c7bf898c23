import TimeSeries

extension StartColumn {
  /// How many rows it reaches over, then their starts as ``StepRuns``.
  func encode(to bytes: inout [UInt8]) {
    bytes.appendVarint(count)
    StepRuns.encode(count, to: &bytes) { self[$0] }
  }

  /// Reads what ``encode(to:)`` wrote for a column of `rowCount` rows; `nil` if it is damaged.
  init?(_ reader: inout ByteReader, rowCount: Int) {
    guard let count = reader.count(max: rowCount), let starts = StepRuns.decode(&reader, count, { $0 }) else {
      return nil
    }
    self.init(starts)
  }
}
