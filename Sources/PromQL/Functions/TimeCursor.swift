import TimeSeries

/// Moves forward over rising timestamps. It jumps by as many rows as the samples' distance suggests for a step, and
/// corrects itself: regular samples cost two comparisons a step, however many lie between two steps.
struct TimeCursor {
  private let timestamps: UnsafeBufferPointer<Timestamp>
  private let stride: Int
  /// How many timestamps have been passed.
  private var position = 0

  init(_ timestamps: UnsafeBufferPointer<Timestamp>, step: Milliseconds) {
    self.timestamps = timestamps
    guard timestamps.count > 1 else {
      stride = 0
      return
    }
    let distance = (timestamps[timestamps.count - 1] - timestamps[0]) / Timestamp(timestamps.count - 1)
    stride = Int(min(Timestamp(timestamps.count), step / max(1, distance)))
  }

  /// How many timestamps are at or before `time`, which must not be before that of the last call.
  @inline(__always)
  mutating func advance(past time: Timestamp) -> Int {
    let ahead = position + stride
    if stride > 1, ahead <= timestamps.count, timestamps[ahead - 1] <= time { position = ahead }
    while position < timestamps.count, timestamps[position] <= time { position += 1 }
    return position
  }
}
