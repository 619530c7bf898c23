import Storage
import TimeSeries

/// Finding the one sample at a timestamp, for duplicates and heartbeats.
extension HeadAppender {
  /// The sample of a series at `timestamp`, which is not newer than its newest: in memory, then in the store.
  func storedSample(
    at timestamp: Timestamp, _ series: SeriesID, _ entry: UnsafeMutablePointer<HeadSeries>
  ) -> LateSample? {
    if timestamp < entry.pointee.oldestTimestamp { return nil }
    if timestamp == entry.pointee.newestTimestamp, entry.pointee.chunk != nil {
      return LateSample(series: series, timestamp: timestamp, value: Double(bitPattern: entry.pointee.newestBits))
    }
    if let extras = entry.pointee.extras {
      if let known = sample(at: timestamp, in: extras.late, series) { return known }
      if let known = sample(at: timestamp, in: extras.histograms, series) { return known }
    }
    if let chunk = entry.pointee.chunk, timestamp >= chunk.firstTimestamp {
      return sample(at: timestamp, in: chunk, series)
    }
    var node = entry.pointee.sealed
    while let sealed = node {
      if (sealed.first...sealed.last).contains(timestamp), let known = sample(at: timestamp, in: sealed, series) {
        return known
      }
      node = sealed.next
    }
    return stored.sample(of: series, at: timestamp)
  }

  private func sample(at timestamp: Timestamp, in sealed: SealedNode, _ series: SeriesID) -> LateSample? {
    switch sealed.samples {
    case .floats(let chunk, _): sample(at: timestamp, in: chunk, series)
    case .histograms(let columns): sample(at: timestamp, in: columns, series)
    }
  }

  private func sample(at timestamp: Timestamp, in columns: SampleColumns, _ series: SeriesID) -> LateSample? {
    let row = columns.lowerBound(timestamp)
    guard row < columns.count, columns.timestamps[row] == timestamp else { return nil }
    return LateSample(
      series: series, timestamp: timestamp, value: columns.values[row], histogram: columns.histogram(at: row))
  }

  private func sample(at timestamp: Timestamp, in chunk: OpenChunk, _ series: SeriesID) -> LateSample? {
    precondition(decoder.decode(chunk), "an open chunk of \(series) does not decode")
    return decoder.row(at: timestamp).map {
      LateSample(series: series, timestamp: timestamp, value: decoder.values[$0])
    }
  }
}
