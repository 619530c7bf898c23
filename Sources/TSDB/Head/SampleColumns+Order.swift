import TimeSeries

extension SampleColumns {
  /// The first row whose timestamp is not below `timestamp`.
  func lowerBound(_ timestamp: Timestamp) -> Int {
    var low = 0
    var high = timestamps.count
    while low < high {
      let middle = (low + high) / 2
      if timestamps[middle] < timestamp { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// Enters a sample where it belongs in time; there must be none at its timestamp yet.
  mutating func insert(_ timestamp: Timestamp, _ value: Double, _ histogram: FloatHistogram?) {
    // Fast path: late samples mostly come in order, too.
    let row = timestamps.last.map { $0 < timestamp } ?? true ? timestamps.count : lowerBound(timestamp)
    timestamps.insert(timestamp, at: row)
    values.insert(value, at: row)
    if histograms.isEmpty, histogram == nil { return }
    for index in histograms.indices where histograms[index].row >= row { histograms[index].row += 1 }
    if let histogram {
      let place = histograms.firstIndex { $0.row > row } ?? histograms.count
      histograms.insert(HistogramRow(row: row, histogram: histogram), at: place)
    }
  }

  /// Takes out the sample at `timestamp`, if there is one.
  mutating func remove(at timestamp: Timestamp) {
    let row = lowerBound(timestamp)
    guard row < count, timestamps[row] == timestamp else { return }
    timestamps.remove(at: row)
    values.remove(at: row)
    histograms.removeAll { $0.row == row }
    for index in histograms.indices where histograms[index].row > row { histograms[index].row -= 1 }
  }

  /// The histogram of a row, if it is one.
  func histogram(at row: Int) -> FloatHistogram? {
    histograms.isEmpty ? nil : histograms.first { $0.row == row }?.histogram
  }

  /// The rows of `range`, with their histograms.
  func rows(_ range: Range<Int>) -> SampleColumns {
    SampleColumns(
      timestamps: Array(timestamps[range]), values: Array(values[range]),
      histograms: histograms.filter { range.contains($0.row) }.map {
        HistogramRow(row: $0.row - range.lowerBound, histogram: $0.histogram)
      })
  }

  /// Sorts by time; of samples with one timestamp the last appended stays: it replaced the others.
  mutating func sortUnique() {
    let order = timestamps.indices.sorted { (timestamps[$0], $0) < (timestamps[$1], $1) }
    let byRow = Dictionary(uniqueKeysWithValues: histograms.map { ($0.row, $0.histogram) })
    var sorted = SampleColumns()
    for (place, row) in order.enumerated() {
      if place + 1 < order.count, timestamps[order[place + 1]] == timestamps[row] { continue }
      if let histogram = byRow[row] {
        sorted.append(timestamps[row], histogram)
      } else {
        sorted.append(timestamps[row], values[row])
      }
    }
    self = sorted
  }
}
