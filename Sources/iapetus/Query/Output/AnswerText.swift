import TimeSeries

/// Answers in promtool's own form.
enum AnswerText {
  static func text(of value: AnsweredValue) -> String {
    switch value {
    case .vector(let series): series.map(vectorLine).joined(separator: "\n")
    case .matrix(let series):
      series.sorted { $0.labels.isBefore($1.labels) }.map(block).joined(separator: "\n")
    case .scalar(let sample): "scalar: \(text(of: sample))"
    case .string(let text, _): text
    }
  }

  private static func vectorLine(_ series: AnsweredSeries) -> String {
    "\(series.labels.metricText) => \(samples(series).joined(separator: "\n"))"
  }

  private static func block(_ series: AnsweredSeries) -> String {
    "\(series.labels.metricText) =>\n\(samples(series).joined(separator: "\n"))"
  }

  private static func samples(_ series: AnsweredSeries) -> [String] {
    series.floats.map(text) + series.histograms.map { "\(text(of: $0)) @[\($0.timestamp.secondsText)]" }
  }

  private static func text(of sample: AnsweredFloat) -> String {
    "\(FloatText.plain(sample.value)) @[\(sample.timestamp.secondsText)]"
  }

  static func text(of histogram: AnsweredHistogram) -> String {
    let buckets = (histogram.buckets ?? []).map(text).joined(separator: " ")
    return "Count: \(FloatText.fixed(histogram.count)), Sum: \(FloatText.fixed(histogram.sum)), Buckets: [\(buckets)]"
  }

  private static func text(of bucket: AnsweredHistogram.Bucket) -> String {
    let (opening, closing) = (bucket.boundaries & 1 == 1 ? "[" : "(", [0, 3].contains(bucket.boundaries) ? "]" : ")")
    let bounds = "\(FloatText.general(bucket.lower)),\(FloatText.general(bucket.upper))"
    return "\(opening)\(bounds)\(closing):\(FloatText.plain(bucket.count))"
  }
}
