import TimeSeries

/// How the healing of a cluster goes: its oldest gap is healed, slice by slice, and tried again after errors.
struct HealingAttempt: Sendable {
  var status: HealingStatus.GapStatus
  /// Halved when an answer proves too large.
  var sliceLength: Milliseconds
  var isRunning = false

  init(_ cluster: String, _ gap: Gap, sliceLength: Milliseconds) {
    status = HealingStatus.GapStatus(cluster: cluster, gap: gap)
    self.sliceLength = sliceLength
  }

  mutating func begin() {
    isRunning = true
    status.state = .healing
    status.nextAttempt = nil
  }

  mutating func succeed(through time: Timestamp) {
    status.gap.healedThrough = time
    status.lastError = ""
    status.lastErrorReason = ""
    status.failuresInARow = 0
  }

  /// Notes a failure; the next attempt comes later with each one. One that asked for too much asks for less at once.
  mutating func fail(_ error: HealingError, at now: Timestamp) {
    isRunning = false
    status.lastError = error.description
    status.lastErrorReason = error.reason.rawValue
    status.state = .retrying
    if error.reason == .tooLarge, sliceLength > HealingSettings.sliceLengthMin {
      sliceLength = max(sliceLength / 2, HealingSettings.sliceLengthMin)
      status.nextAttempt = now
      return
    }
    status.failuresInARow += 1
    let wait = HealingSettings.retryMin << Milliseconds(min(status.failuresInARow - 1, 20))
    status.nextAttempt = now + min(wait, HealingSettings.retryMax)
  }
}
