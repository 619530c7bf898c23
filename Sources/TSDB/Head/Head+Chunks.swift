import TimeSeries

/// The open chunks of series, and what series have besides. As ``Head`` says, the writer's thread alone changes them.
extension Head {
  func extras(of entry: UnsafeMutablePointer<HeadSeries>) -> HeadExtras {
    if let known = entry.pointee.extras { return known }
    let new = HeadExtras()
    entry.pointee.extras = new
    return new
  }

  /// Ends the open chunk, if there is one; it waits in the list of sealed ones for the next checkpoint.
  func sealOpenChunk(of entry: UnsafeMutablePointer<HeadSeries>) {
    let window = entry.pointee.windowEnd &- limits.window
    if let chunk = entry.pointee.chunk {
      entry.pointee.sealed = SealedNode(
        window: window, part: entry.pointee.part, samples: .floats(chunk, entry.pointee.extras?.starts ?? .init()),
        after: entry.pointee.sealed)
      entry.pointee.chunk = nil
      entry.pointee.extras?.starts = StartColumn()
    } else if let extras = entry.pointee.extras, !extras.histograms.isEmpty {
      entry.pointee.sealed = SealedNode(
        window: window, part: entry.pointee.part, samples: .histograms(extras.histograms), after: entry.pointee.sealed)
      extras.histograms = SampleColumns()
    }
  }
}
