package import TimeSeries

/// What one query may use. Each has a flag; its breach is an error that names it.
package struct QueryLimits: Sendable {
  /// `--query.timeout`.
  package var timeout: Milliseconds = 120_000
  /// `--query.max-concurrency`: queries that run at once; more wait.
  package var concurrentMax = 20
  /// `--query.rules-concurrency`: queries of rules that run at once beside those.
  package var rulesConcurrentMax = 4
  /// `--query.max-queued`: queries of clients that wait; more are refused.
  package var queuedMax = 200
  /// `--query.max-samples`: samples and step values in memory at once.
  package var samplesMax = 50_000_000
  /// `--query.max-memory`: bytes that one query may hold.
  package var memoryMax = 1 << 30
  /// `--query.max-total-memory`: bytes that all running queries may hold together.
  package var totalMemoryMax = 2 << 30
  /// `--query.log-slower-than`: what takes longer is a slow query.
  package var slowAfter: Milliseconds = 1000
  /// `--query.slow-kept`: slow queries that are remembered.
  package var slowKept = 50
  /// `--query.lookback-delta`.
  package var lookback: Milliseconds = 300_000
  /// The step of subqueries that name none: the global evaluation interval.
  package var subqueryStep: Milliseconds = 60_000

  /// `--query.explain-max-nodes`: how many parts of a query `explain=true` tells of.
  package var explainedNodesMax = 1000

  package init() {}
}
