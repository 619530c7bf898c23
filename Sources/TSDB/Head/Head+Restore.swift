import TimeSeries

extension Head {
  /// Puts back what a checkpoint kept of a series. Before any other thread knows the head.
  func restore(_ record: OpenRecord, to slot: Int) {
    let entry = table[slot]
    entry.pointee.newestTimestamp = record.newestTimestamp
    entry.pointee.newestBits = record.newestBits
    entry.pointee.oldestTimestamp = record.oldestTimestamp
    entry.pointee.windowEnd = record.windowEnd
    entry.pointee.part = record.part
    entry.pointee.chunk = record.chunk
    if record.lateParts > 0 || !record.histograms.isEmpty || !record.starts.isEmpty {
      let extras = extras(of: entry)
      extras.lateParts = record.lateParts
      extras.histograms = record.histograms
      extras.starts = record.starts
    }
    counts.series += entry.pointee.isEmpty ? 0 : 1
    counts.chunks += record.chunk != nil || !record.histograms.isEmpty ? 1 : 0
    extent.newest = max(extent.newest, record.newestTimestamp)
    extent.oldest = min(extent.oldest, record.oldestTimestamp)
  }
}
