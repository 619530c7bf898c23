import TimeSeries

/// A chunk that takes no more samples and is not in the store yet; a list, newest first.
final class SealedNode: Sendable {
  enum Samples: Sendable {
    case floats(OpenChunk, StartColumn)
    case histograms(SampleColumns)
  }

  /// The start of the window.
  let window: Timestamp
  let part: UInt32
  let samples: Samples
  let first: Timestamp
  let last: Timestamp
  let next: SealedNode?

  init(window: Timestamp, part: UInt32, samples: Samples, after next: SealedNode?) {
    self.window = window
    self.part = part
    self.samples = samples
    self.next = next
    switch samples {
    case .floats(let chunk, _): (first, last) = (chunk.firstTimestamp, chunk.lastTimestamp)
    case .histograms(let columns):
      (first, last) = (columns.timestamps.first ?? window, columns.timestamps.last ?? window)
    }
  }
}
