import TimeSeries

/// Where queries are written to; an empty path is nowhere.
struct QueryLogPaths: Sendable {
  /// `global.query_log_file`.
  var all: String
  /// `--query.log-file`.
  var slow: String
  /// `--query.log-slower-than`.
  var slowAfter: Milliseconds
}
