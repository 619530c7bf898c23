package import Storage
package import TimeSeries

extension TimeSeriesDatabase {
  package func standings(
    of samples: [(series: SeriesID, timestamp: Timestamp)]
  ) throws(StorageError) -> [SampleStanding] {
    let newest = head.reading { samples.map { newestSample(of: $0.series) } }
    var standings: [SampleStanding] = []
    standings.reserveCapacity(samples.count)
    for (sample, newest) in zip(samples, newest) {
      if sample.timestamp > newest.timestamp || newest.timestamp == .min {
        standings.append(.newer)
      } else if sample.timestamp == newest.timestamp {
        standings.append(newest.value.isStaleMarker ? .between : .stored)
      } else {
        // Slow path: a child that goes back in time.
        standings.append(try holds(sample.series, at: sample.timestamp) ? .stored : .between)
      }
    }
    return standings
  }

  /// The caller holds the head's lock for reading.
  private func newestSample(of id: SeriesID) -> (timestamp: Timestamp, value: Double) {
    guard let slot = registry.slots.slot(of: id), slot < head.table.count else { return (.min, 0) }
    let entry = head.table[slot]
    return (entry.pointee.newestTimestamp, Double(bitPattern: entry.pointee.newestBits))
  }

  private func holds(_ id: SeriesID, at timestamp: Timestamp) throws(StorageError) -> Bool {
    guard let labels = registry.labels(of: id) else { return false }
    let matchers = labels.map { LabelMatcher($0.name, equals: $0.value) }
    let selection = try select(matchers, SelectRange(from: timestamp, through: timestamp))
    guard let place = selection.ids.firstIndex(of: id) else { return false }
    var isHeld = false
    do {
      try selection.read(place..<place + 1) { _, columns in isHeld = columns.values.contains { !$0.isStaleMarker } }
    } catch let error as StorageError {
      throw error
    } catch {
      return false
    }
    return isHeld
  }
}
