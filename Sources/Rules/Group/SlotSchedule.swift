import TimeSeries

/// When a group is due: `floor((now − offset) / interval) · interval + offset`.
///
/// The offset spreads groups over their interval. It is a hash of file and name alone, so that servers with the same rule
/// files evaluate at the same slots: two iapetus, and a Prometheus since 3.0 (`rules/group.go`, `Group.hash` and
/// `EvalTimestamp`) that has the files at the same path.
struct SlotSchedule: Sendable, Equatable {
  /// At least one millisecond.
  let interval: Milliseconds
  let offset: Milliseconds

  init(interval: Milliseconds, offset: Milliseconds) {
    precondition(interval > 0, "got an interval of \(interval) ms, want at least 1")
    self.interval = interval
    self.offset = offset
  }

  init(of key: RuleGroupKey, interval: Milliseconds) {
    // Prometheus computes in nanoseconds and cuts when it stores.
    let labels: Labels = ["file": key.file, "name": key.name]
    let nanoseconds = labels.prometheusHash % (UInt64(interval) * 1_000_000)
    self.init(interval: interval, offset: Milliseconds(nanoseconds / 1_000_000))
  }

  /// The last slot that is not after `time`.
  func slot(atOrBefore time: Timestamp) -> Timestamp {
    let distance = time - offset
    let remainder = distance % interval
    return time - (remainder < 0 ? remainder + interval : remainder)
  }

  /// The first slot that is after `time`.
  func slot(after time: Timestamp) -> Timestamp { slot(atOrBefore: time) + interval }
}
