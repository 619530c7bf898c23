import TimeSeries

/// The period of a series from some moment on.
struct PeriodVersion: Sendable, Hashable {
  var from: Timestamp
  var period: Milliseconds
}
