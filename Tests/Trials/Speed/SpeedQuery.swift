/// An operator of PromQL and a query whose time is mostly its.
///
/// Of each of `jobCount` jobs there are `m` and `m2` with four buckets, `n`, `c_total` and `target_info` with one series,
/// and of each fifth `h` with native histograms.
struct SpeedQuery {
  static let jobCount = 250

  let name: String
  let text: String
  /// How many series `text` reads.
  let seriesCount: Int

  private init(_ name: String, _ text: String, _ seriesCount: Int) {
    self.name = name
    self.text = text
    self.seriesCount = seriesCount
  }

  static let all = [
    Self("selector", "m", 1000),
    Self("selector, offset", "m offset 10m", 1000),
    Self("smoothed selector", "m smoothed", 1000),
    Self("anchored rate", "rate(c_total[5m] anchored)", 250),
    Self("smoothed rate", "rate(c_total[5m] smoothed)", 250),
    Self("rate", "rate(c_total[5m])", 250),
    Self("irate", "irate(c_total[5m])", 250),
    Self("increase", "increase(c_total[5m])", 250),
    Self("delta", "delta(m[5m])", 1000),
    Self("resets", "resets(c_total[30m])", 250),
    Self("changes", "changes(m[30m])", 1000),
    Self("deriv", "deriv(m[15m])", 1000),
    Self("predict_linear", "predict_linear(m[15m], 3600)", 1000),
    Self("double_exponential_smoothing", "double_exponential_smoothing(m[30m], 0.5, 0.1)", 1000),
    Self("sum_over_time", "sum_over_time(m[30m])", 1000),
    Self("avg_over_time", "avg_over_time(m[30m])", 1000),
    Self("max_over_time", "max_over_time(m[30m])", 1000),
    Self("ts_of_max_over_time", "ts_of_max_over_time(m[30m])", 1000),
    Self("count_over_time", "count_over_time(m[30m])", 1000),
    Self("last_over_time", "last_over_time(m[30m])", 1000),
    Self("stddev_over_time", "stddev_over_time(m[30m])", 1000),
    Self("quantile_over_time", "quantile_over_time(0.9, m[30m])", 1000),
    Self("mad_over_time", "mad_over_time(m[30m])", 1000),
    Self("subquery", "max_over_time(sum by (job) (m)[30m:1m])", 1000),
    Self("sum by", "sum by (job) (m)", 1000),
    Self("sum of all", "sum(m)", 1000),
    Self("avg by", "avg by (job) (m)", 1000),
    Self("max by", "max by (job) (m)", 1000),
    Self("stddev by", "stddev by (le) (m)", 1000),
    Self("group by", "group by (job) (m)", 1000),
    Self("topk", "topk(5, m)", 1000),
    Self("topk by", "topk by (job) (2, m)", 1000),
    Self("limitk", "limitk(100, m)", 1000),
    Self("limit_ratio", "limit_ratio(0.5, m)", 1000),
    Self("quantile", "quantile by (le) (0.9, m)", 1000),
    Self("count_values", "count_values(\"v\", n)", 250),
    Self("scalar arithmetic", "m * 2 + 1", 1000),
    Self("unary minus", "-m", 1000),
    Self("abs", "abs(m)", 1000),
    Self("clamp", "clamp(m, 10, 100)", 1000),
    Self("round", "round(m, 0.5)", 1000),
    Self("ln", "ln(m)", 1000),
    Self("timestamp", "timestamp(m)", 1000),
    Self("hour", "hour(m)", 1000),
    Self("comparison", "m > 100", 1000),
    Self("comparison bool", "m > bool 100", 1000),
    Self("one to one", "m / m2", 2000),
    Self("many to one", "m * on (job) group_left n", 1250),
    Self("many to one, filled", "m * on (job) group_left fill (0) n", 1250),
    Self("and", "m and on (job) n", 1250),
    Self("or", "m or n", 1250),
    Self("unless", "m unless on (job) n", 1250),
    Self("same twice", "sum(sum_over_time(m[5m])) / sum(sum_over_time(m[5m]))", 2000),
    Self("two of one window", "max_over_time(m[30m]) - min_over_time(m[30m])", 2000),
    Self("label_replace", "label_replace(m, \"x\", \"$1\", \"job\", \"(.*)\")", 1000),
    Self("label_join", "label_join(m, \"x\", \"-\", \"job\", \"le\")", 1000),
    Self("sort_by_label", "sort_by_label(m, \"job\")", 1000),
    Self("info", "info(m)", 1250),
    Self("absent", "absent(m)", 1000),
    Self("absent_over_time", "absent_over_time(m[30m])", 1000),
    Self("histogram_quantile, classic", "histogram_quantile(0.9, m)", 1000),
    Self("histogram_fraction, classic", "histogram_fraction(0, 0.5, m)", 1000),
    Self("histogram selector", "h", 50),
    Self("histogram_count", "histogram_count(h)", 50),
    Self("histogram_quantile", "histogram_quantile(0.9, h)", 50),
    Self("histogram_fraction", "histogram_fraction(0, 1, h)", 50),
    Self("histogram_quantile of rate", "histogram_quantile(0.9, rate(h[5m]))", 50),
    Self("rate of histograms", "rate(h[5m])", 50),
    Self("sum_over_time of histograms", "sum_over_time(h[30m])", 50),
    Self("sum of histograms", "sum(h)", 50),
    Self("histograms added", "h + h", 100),
  ]
}
