import TimeSeries

/// Answers as JSON, byte for byte as promtool has it from Go's encoder.
enum AnswerJSON {
  static func text(of value: AnsweredValue) -> String {
    switch value {
    case .vector(let series): array(series.map(sample))
    case .matrix(let series): array(series.map(stream))
    case .scalar(let sample): pair(sample)
    case .string(let text, let time): array([time.secondsText, quoted(text)])
    }
  }

  static func text(of sets: [AnsweredLabels]) -> String { array(sets.map(object)) }
  static func text(of texts: [String]) -> String { array(texts.map(quoted)) }

  private static func sample(_ series: AnsweredSeries) -> String {
    let metric = "\"metric\":\(object(series.labels))"
    if let histogram = series.histograms.first { return "{\(metric),\"histogram\":\(pair(histogram))}" }
    return "{\(metric),\"value\":\(series.floats.first.map(pair) ?? "null")}"
  }

  private static func stream(_ series: AnsweredSeries) -> String {
    var members = ["\"metric\":\(object(series.labels))"]
    if !series.floats.isEmpty || series.histograms.isEmpty {
      members.append("\"values\":\(array(series.floats.map(pair)))")
    }
    if !series.histograms.isEmpty { members.append("\"histograms\":\(array(series.histograms.map(pair)))") }
    return "{\(members.joined(separator: ","))}"
  }

  private static func pair(_ sample: AnsweredFloat) -> String {
    "[\(sample.timestamp.secondsText),\"\(FloatText.plain(sample.value))\"]"
  }

  private static func pair(_ histogram: AnsweredHistogram) -> String {
    let buckets = histogram.buckets.map { array($0.map(bucket)) } ?? "null"
    let members = "\"count\":\"\(FloatText.plain(histogram.count))\",\"sum\":\"\(FloatText.plain(histogram.sum))\""
    return "[\(histogram.timestamp.secondsText),{\(members),\"buckets\":\(buckets)}]"
  }

  private static func bucket(_ bucket: AnsweredHistogram.Bucket) -> String {
    let numbers = [bucket.lower, bucket.upper, bucket.count].map { "\"\(FloatText.plain($0))\"" }
    return array(["\(bucket.boundaries)"] + numbers)
  }

  private static func object(_ labels: AnsweredLabels) -> String {
    "{\(labels.pairs.map { "\(quoted($0.name)):\(quoted($0.value))" }.joined(separator: ","))}"
  }

  private static func array(_ elements: [String]) -> String { "[\(elements.joined(separator: ","))]" }

  /// With the escapes that keep a text harmless in HTML, too.
  private static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      case "\t": result += "\\t"
      case "<", ">", "&", "\u{2028}", "\u{2029}", "\0"..<" ":
        let digits = String(scalar.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}
