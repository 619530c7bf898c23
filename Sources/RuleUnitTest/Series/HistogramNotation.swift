import TimeSeries

/// Native histograms as unit tests write them:
/// `{{schema:0 sum:5 count:4 z_bucket:1 z_bucket_w:0.1 buckets:[1 2] offset:0 n_buckets:[1] n_offset:0
/// counter_reset_hint:gauge custom_values:[5 10]}}`, keys in any order, what is left out zero.
enum HistogramNotation {
  static func histogram(_ text: Substring) throws(SeriesNotationError) -> FloatHistogram {
    guard text.hasPrefix("{{"), text.hasSuffix("}}") else {
      throw SeriesNotationError(description: "a histogram stands between {{ and }}")
    }
    var histogram = FloatHistogram()
    var known: Set<String> = []
    for (key, value) in try entries(text.dropFirst(2).dropLast(2)) {
      guard known.insert(key).inserted else {
        throw SeriesNotationError(description: "duplicate key \(QuotedText.quoted(key)) in histogram")
      }
      try set(key, value, in: &histogram)
    }
    drop(&histogram.positiveSpans, without: histogram.positiveBuckets)
    drop(&histogram.negativeSpans, without: histogram.negativeBuckets)
    return histogram
  }

  /// The keys and values; a value may be a list in brackets.
  private static func entries(_ text: Substring) throws(SeriesNotationError) -> [(String, Substring)] {
    var isInList = false
    let words = text.split { character in
      if character == "[" { isInList = true }
      if character == "]" { isInList = false }
      return character.isWhitespace && !isInList
    }
    var entries: [(String, Substring)] = []
    for word in words {
      guard let colon = word.firstIndex(of: ":") else {
        throw SeriesNotationError(description: "\(QuotedText.quoted(String(word))) is no key:value of a histogram")
      }
      entries.append((String(word[..<colon]), word[word.index(after: colon)...]))
    }
    return entries
  }

  private static func set(
    _ key: String, _ value: Substring, in histogram: inout FloatHistogram
  ) throws(SeriesNotationError) {
    switch key {
    case "schema": histogram.schema = Int32(try integer(key, value, -53...8))
    case "sum": histogram.sum = try number(key, value)
    case "count": histogram.count = try number(key, value)
    case "z_bucket": histogram.zeroCount = try number(key, value)
    case "z_bucket_w": histogram.zeroThreshold = try number(key, value)
    case "custom_values": histogram.customBounds = try list(key, value)
    case "buckets":
      histogram.positiveBuckets = try list(key, value)
      setLength(of: &histogram.positiveSpans, histogram.positiveBuckets.count)
    case "n_buckets":
      histogram.negativeBuckets = try list(key, value)
      setLength(of: &histogram.negativeSpans, histogram.negativeBuckets.count)
    case "offset": setOffset(of: &histogram.positiveSpans, Int32(try integer(key, value, -10_000...10_000)))
    case "n_offset": setOffset(of: &histogram.negativeSpans, Int32(try integer(key, value, -10_000...10_000)))
    case "counter_reset_hint": histogram.counterReset = try hint(value)
    default: throw SeriesNotationError(description: "unknown key \(QuotedText.quoted(key)) in histogram")
    }
  }

  private static func hint(_ text: Substring) throws(SeriesNotationError) -> FloatHistogram.CounterReset {
    switch text {
    case "unknown": return .unknown
    case "reset": return .reset
    case "not_reset": return .notReset
    case "gauge": return .gauge
    default:
      throw SeriesNotationError(description: "bad histogram descriptor found: \(QuotedText.quoted(String(text)))")
    }
  }

  private static func setLength(of spans: inout [FloatHistogram.Span], _ count: Int) {
    spans = [FloatHistogram.Span(offset: spans.first?.offset ?? 0, length: UInt32(count))]
  }

  private static func setOffset(of spans: inout [FloatHistogram.Span], _ offset: Int32) {
    spans = [FloatHistogram.Span(offset: offset, length: spans.first?.length ?? 0)]
  }

  private static func drop(_ spans: inout [FloatHistogram.Span], without buckets: [Double]) {
    if buckets.isEmpty { spans = [] }
  }

  private static func number(_ key: String, _ text: Substring) throws(SeriesNotationError) -> Double {
    guard let number = Double(text) else {
      throw SeriesNotationError(
        description: "\(key) of a histogram must be a number, not \(QuotedText.quoted(String(text)))")
    }
    return number
  }

  private static func integer(
    _ key: String, _ text: Substring, _ range: ClosedRange<Int>
  ) throws(SeriesNotationError) -> Int {
    guard let number = Int(text), range.contains(number) else {
      throw SeriesNotationError(
        description: "\(key) of a histogram must be a whole number from \(range.lowerBound) to \(range.upperBound)")
    }
    return number
  }

  private static func list(_ key: String, _ text: Substring) throws(SeriesNotationError) -> [Double] {
    guard text.hasPrefix("["), text.hasSuffix("]") else {
      throw SeriesNotationError(description: "\(key) of a histogram must be a list in brackets")
    }
    var numbers: [Double] = []
    for word in text.dropFirst().dropLast().split(whereSeparator: \.isWhitespace) {
      numbers.append(try number(key, word))
    }
    return numbers
  }
}

extension HistogramNotation {
  /// The same for all histograms that are alike: buckets without gaps, empty ones at the ends left out.
  static func text(of histogram: FloatHistogram) -> String {
    var parts: [String] = []
    if histogram.schema != 0 { parts.append("schema:\(histogram.schema)") }
    let numbers = [
      ("count", histogram.count), ("sum", histogram.sum), ("z_bucket", histogram.zeroCount),
      ("z_bucket_w", histogram.zeroThreshold),
    ]
    for (name, value) in numbers where value != 0 { parts.append("\(name):\(FloatText.json(value))") }
    if !histogram.customBounds.isEmpty { parts.append("custom_values:\(text(histogram.customBounds))") }
    switch histogram.counterReset {
    case .unknown: break
    case .reset: parts.append("counter_reset_hint:reset")
    case .notReset: parts.append("counter_reset_hint:not_reset")
    case .gauge: parts.append("counter_reset_hint:gauge")
    }
    parts += side(histogram.positiveSpans, histogram.positiveBuckets, "offset", "buckets")
    parts += side(histogram.negativeSpans, histogram.negativeBuckets, "n_offset", "n_buckets")
    return "{{\(parts.joined(separator: " "))}}"
  }

  private static func side(
    _ spans: [FloatHistogram.Span], _ buckets: [Double], _ offsetName: String, _ bucketsName: String
  ) -> [String] {
    let sparse = HistogramBuckets(spans, buckets)
    let counts = Dictionary(zip(sparse.indices, sparse.counts).filter { $0.1 != 0 }) { first, _ in first }
    guard let first = counts.keys.min(), let last = counts.keys.max() else { return [] }
    let dense = (first...last).map { counts[$0] ?? 0 }
    return (first == 0 ? [] : ["\(offsetName):\(first)"]) + ["\(bucketsName):\(text(dense))"]
  }

  private static func text(_ numbers: [Double]) -> String { "[\(numbers.map(FloatText.json).joined(separator: " "))]" }
}
