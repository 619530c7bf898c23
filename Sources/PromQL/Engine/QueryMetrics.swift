import Telemetry
import Threads

/// What the engine measures of itself, under Prometheus's names.
final class QueryMetrics: Sendable {
  let queueSeconds: Distribution
  private let prepareSeconds: Distribution
  private let evaluateSeconds: Distribution
  private let sortSeconds: Distribution
  private let samples: Counter
  private let refused: Counter
  private let canceled: Counter

  init(
    registry: Registry, active: ActiveQueries, gate: QueryGate, limits: Locked<QueryLimits>, memory: QueriesMemory
  ) {
    let durations = registry.distributions(
      "prometheus_engine_query_duration_seconds", "Query timings, by part of the work.", labels: ["slice"], bounds: [])
    queueSeconds = durations["queue_time"]
    prepareSeconds = durations["prepare_time"]
    evaluateSeconds = durations["inner_eval"]
    sortSeconds = durations["result_sort"]
    samples = registry.counter(
      "prometheus_engine_query_samples_total", "Samples looked at by queries, once for each step.")
    registry.collect("prometheus_engine_queries", "Queries that run or wait now.", .gauge) {
      [.init(value: Double(active.count))]
    }
    refused = registry.counter(
      "iapetus_queries_refused_total", "Queries that were refused because --query.max-queued others waited.")
    canceled = registry.counter(
      "iapetus_queries_canceled_total", "Queries that were ended through /api/v1/status/queries.")
    registry.collect("iapetus_queries_queued", "Queries that wait for their turn.", .gauge) {
      [.init(value: Double(gate.queuedCount))]
    }
    registry.collect("iapetus_query_memory_bytes", "Memory that running queries hold.", .gauge) {
      [.init(value: Double(memory.liveBytes))]
    }
    registry.collect("prometheus_engine_queries_concurrent_max", "How many queries may run at once.", .gauge) {
      [.init(value: Double(limits.withLock { $0.concurrentMax }))]
    }
  }

  func countRefusal() { refused.add() }

  func countCancellation() { canceled.add() }

  func count(_ statistics: QueryStatistics) {
    prepareSeconds.observe(statistics.prepareSeconds)
    evaluateSeconds.observe(statistics.evaluateSeconds)
    sortSeconds.observe(statistics.sortSeconds)
    samples.add(statistics.queryableSamples)
  }
}
