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
  mutating func insert(_ sample: LateSample) {
    // Fast path: late samples mostly come in order, too.
    let isNewest = timestamps.last.map { $0 < sample.timestamp } ?? true
    let row = isNewest ? timestamps.count : lowerBound(sample.timestamp)
    timestamps.insert(sample.timestamp, at: row)
    values.insert(sample.value, at: row)
    starts.insert(sample.start, at: row)
    if histograms.isEmpty, sample.histogram == nil { return }
    for index in histograms.indices where histograms[index].row >= row { histograms[index].row += 1 }
    if var histogram = sample.histogram {
      histogram.counterReset = histogram.resetKnown(after: nil)
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
    starts.remove(at: row)
    histograms.removeAll { $0.row == row }
    for index in histograms.indices where histograms[index].row > row { histograms[index].row -= 1 }
  }

  /// The histogram of a row, if it is one.
  func histogram(at row: Int) -> FloatHistogram? {
    histograms.isEmpty ? nil : histograms.first { $0.row == row }?.histogram
  }

  /// The rows of `range`, with their histograms.
  func rows(_ range: Range<Int>) -> SampleColumns {
    var part = SampleColumns(
      timestamps: Array(timestamps[range]), values: Array(values[range]),
      histograms: histograms.filter { range.contains($0.row) }.map {
        HistogramRow(row: $0.row - range.lowerBound, histogram: $0.histogram)
      })
    part.starts = starts.rows(range)
    return part
  }

  /// Sorts by time; of samples with one timestamp the last appended stays: it replaced the others.
  ///
  /// Where samples have come between others, it is no longer known of histograms which of them are no resets.
  mutating func sortUnique() {
    if zip(timestamps, timestamps.dropFirst()).allSatisfy({ $0 < $1 }) { return }
    let order = timestamps.indices.sorted { (timestamps[$0], $0) < (timestamps[$1], $1) }
    let byRow = Dictionary(uniqueKeysWithValues: histograms.map { ($0.row, $0.histogram) })
    var sorted = SampleColumns()
    for (place, row) in order.enumerated() {
      if place + 1 < order.count, timestamps[order[place + 1]] == timestamps[row] { continue }
      if var histogram = byRow[row] {
        histogram.counterReset = histogram.resetKnown(after: nil)
        sorted.append(timestamps[row], histogram)
      } else {
        sorted.append(timestamps[row], values[row])
      }
      sorted.setLastStart(starts[row])
    }
    self = sorted
  }
}
