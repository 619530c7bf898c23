import TimeSeries

/// The job's bounds on the labels of one series, with Prometheus's texts. The metric's name counts as a label.
struct LabelLimits: Sendable {
  private let count: Int
  private let nameLength: Int
  private let valueLength: Int

  init(_ config: ScrapeConfig) {
    count = config.labelLimit
    nameLength = config.labelNameLengthLimit
    valueLength = config.labelValueLengthLimit
  }

  func check(_ labels: Labels) throws(ScrapeError) {
    let metric = labels.metricName
    if metric.isEmpty { throw ScrapeError(.parse, "missing metric name (__name__ label) in \(labels)") }
    if count == 0, nameLength == 0, valueLength == 0 { return }
    try checkCount(labels, metric)
    for label in labels { try check(label, metric) }
  }

  private func checkCount(_ labels: Labels, _ metric: String) throws(ScrapeError) {
    guard count > 0, labels.count > count else { return }
    throw ScrapeError(
      .labelLimit,
      "label_limit exceeded (metric: \(metric.prefix(50)), number of labels: \(labels.count), limit: \(count))")
  }

  private func check(_ label: Label, _ metric: String) throws(ScrapeError) {
    let start = "metric: \(metric.prefix(50)), label name: \(label.name.prefix(50))"
    if nameLength > 0, label.name.utf8.count > nameLength {
      throw ScrapeError(
        .labelLimit,
        "label_name_length_limit exceeded (\(start), length: \(label.name.utf8.count), limit: \(nameLength))")
    }
    if valueLength > 0, label.value.utf8.count > valueLength {
      let value = QuotedText.quoted(String(label.value.prefix(50)))
      throw ScrapeError(
        .labelLimit,
        "label_value_length_limit exceeded (\(start), value: \(value), length: \(label.value.utf8.count), "
          + "limit: \(valueLength))")
    }
  }
}
