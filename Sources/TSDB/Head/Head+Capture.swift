import Storage
import TimeSeries

extension Head {
  /// Captures those of the series that may have samples in the range. The caller holds the lock for reading.
  func capture(_ slots: [UInt32], _ range: SelectRange, _ registry: SeriesRegistry) -> [CapturedSeries] {
    var captured: [CapturedSeries] = []
    captured.reserveCapacity(slots.count)
    for slot in slots where Int(slot) < table.count {
      let entry = table[Int(slot)]
      if entry.pointee.overlaps(range.from, range.through) {
        captured.append(capture(entry, slot, registry.id(ofSlot: Int(slot)).rawValue, range))
      }
    }
    return captured
  }

  private func capture(
    _ entry: UnsafeMutablePointer<HeadSeries>, _ slot: UInt32, _ id: UInt64, _ range: SelectRange
  ) -> CapturedSeries {
    var series = CapturedSeries(
      slot: slot, id: id, newestTimestamp: entry.pointee.newestTimestamp, newestBits: entry.pointee.newestBits)
    let endsPlain = entry.pointee.extras.map { $0.histograms.isEmpty && $0.starts.isEmpty } ?? true
    if range.newestOnly, series.newestTimestamp <= range.through, endsPlain {
      // Fast path: an instant query at the present. The newest float stands in the entry itself.
      series.isNewestOnly = entry.pointee.chunk != nil
      if series.isNewestOnly { return series }
    }
    if let chunk = entry.pointee.chunk, chunk.firstTimestamp <= range.through { series.chunk = chunk }
    series.sealed = entry.pointee.sealed
    if let extras = entry.pointee.extras, !extras.isEmpty {
      series.extras = .init(extras)
    }
    return series
  }

  /// Whether the series in `slot` may have samples in the range. The caller holds the lock for reading.
  func overlaps(_ slot: UInt32, _ range: ClosedRange<Timestamp>) -> Bool {
    Int(slot) < table.count && table[Int(slot)].pointee.overlaps(range.lowerBound, range.upperBound)
  }
}
