import TimeSeries

/// From where to where a query asks; its last step may be before the end.
struct QuerySpan: Sendable {
  let start: Timestamp
  let end: Timestamp

  /// - Parameter end: not before `start`.
  init(from start: Timestamp, through end: Timestamp) {
    self.start = start
    self.end = QueryTimes.clamp(end)
  }

  var duration: Milliseconds {
    let (distance, overflow) = end.subtractingReportingOverflow(start)
    return overflow ? .max : distance
  }
}
