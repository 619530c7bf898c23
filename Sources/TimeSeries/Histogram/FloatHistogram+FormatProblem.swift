import Glibc

/// The rules of native histograms, which every door applies to what comes from outside.
///
/// Rules, their order and their words are those of Prometheus's `Histogram.Validate` and `FloatHistogram.Validate`.
extension FloatHistogram {
  /// The finest schema that is known; what is finer than ``schemaMax`` is made coarser at the door.
  private static let schemaMaxKnown: Int32 = 52

  /// Checks a histogram as it comes in, and makes buckets coarser that are finer than any reader knows.
  ///
  /// - Parameter hasWholeCounts: whether its counts came as whole numbers: then they must add up. Counts with fractions
  ///   need not, for rounding.
  /// - Returns: what breaks the rules; `nil` if nothing does.
  package mutating func admit(hasWholeCounts: Bool) -> String? {
    if let problem = formatProblem(hasWholeCounts: hasWholeCounts) { return problem }
    if usesExponentialBuckets { reduce(to: FloatHistogram.schemaMax) }
    return nil
  }

  private var usesExponentialBuckets: Bool {
    (FloatHistogram.schemaMin...FloatHistogram.schemaMaxKnown).contains(schema)
  }

  private func formatProblem(hasWholeCounts: Bool) -> String? {
    layoutProblem ?? Self.countProblem("positive", positiveBuckets) ?? Self.rangeProblem(positiveSpans)
      ?? Self.rangeProblem(negativeSpans) ?? totalProblem(hasWholeCounts: hasWholeCounts)
  }

  private var layoutProblem: String? {
    if schema == FloatHistogram.customSchema { return customProblem }
    guard usesExponentialBuckets else {
      return "histogram has an invalid schema, which must be between -4 and 8 for exponential buckets, or -53 for "
        + "custom buckets, got schema \(schema)"
    }
    return exponentialProblem
  }

  private var exponentialProblem: String? {
    if let problem = Self.spansProblem(positiveSpans, positiveBuckets) { return "positive side: \(problem)" }
    if let problem = Self.spansProblem(negativeSpans, negativeBuckets) { return "negative side: \(problem)" }
    if let problem = Self.countProblem("negative", negativeBuckets) { return problem }
    return customBounds.isEmpty ? nil : "histogram with exponential schema must not have custom bounds"
  }

  private var customProblem: String? {
    if let problem = boundsProblem { return "custom buckets: \(problem)" }
    if let problem = Self.spansProblem(positiveSpans, positiveBuckets, fromFirst: true) {
      return "custom buckets: \(problem)"
    }
    let covered = positiveSpans.reduce(Int64(0)) { $0 + Int64($1.offset) + Int64($1.length) }
    if customBounds.count + 1 < covered {
      return
        "custom buckets: only \(customBounds.count) custom bounds defined which is insufficient to cover total span "
        + "length of \(covered): histogram custom bounds are too few"
    }
    if zeroCount != 0 { return "custom buckets: must have zero count of 0" }
    if zeroThreshold != 0 { return "custom buckets: must have zero threshold of 0" }
    if !negativeSpans.isEmpty { return "custom buckets: must not have negative spans" }
    return negativeBuckets.isEmpty ? nil : "custom buckets: must not have negative buckets"
  }

  private var boundsProblem: String? {
    var previous: Double?
    for bound in customBounds {
      if bound.isNaN { return "histogram custom bounds must not be NaN" }
      if let previous, bound <= previous {
        return "previous bound is \(Self.sixDecimals(previous)) and current is \(Self.sixDecimals(bound)): histogram "
          + "custom bounds must be in strictly increasing order"
      }
      previous = bound
    }
    guard previous == .infinity else { return nil }
    return "last +Inf bound must not be explicitly defined: histogram custom bounds must be finite"
  }

  private func totalProblem(hasWholeCounts: Bool) -> String? {
    if count < 0 || zeroCount < 0 { return "histogram's observation count is negative" }
    // Above this, a count is no longer exact here.
    guard hasWholeCounts, count < 0x1p53 else { return nil }
    let found = positiveBuckets.reduce(0, +) + negativeBuckets.reduce(0, +) + zeroCount
    // Observations that are no numbers are in no bucket.
    guard sum.isNaN ? found > count : found != count else { return nil }
    return "\(FloatText.plain(found)) observations found in buckets, but the Count field is \(FloatText.plain(count)): "
      + (sum.isNaN
        ? "histogram's observation count should be at least the number of observations found in the buckets"
        : "histogram's observation count should equal the number of observations found in the buckets (in absence of NaN)")
  }

  /// - Parameter fromFirst: whether the first span may not start below 0 either.
  private static func spansProblem(_ spans: [Span], _ buckets: [Double], fromFirst: Bool = false) -> String? {
    for (index, span) in spans.enumerated() where span.offset < 0 && (index > 0 || fromFirst) {
      return "span number \(index + 1) with offset \(span.offset): histogram has a span whose offset is negative"
    }
    let covered = spans.reduce(Int64(0)) { $0 + Int64($1.length) }
    if covered == buckets.count { return nil }
    return "spans need \(covered) buckets, have \(buckets.count) buckets: histogram spans specify different number of "
      + "buckets than provided"
  }

  private static func countProblem(_ side: String, _ buckets: [Double]) -> String? {
    guard let index = buckets.firstIndex(where: { $0 < 0 }) else { return nil }
    return "\(side) side: bucket number \(index + 1) has observation count of \(FloatText.plain(buckets[index])): "
      + "histogram has a bucket whose observation count is negative"
  }

  /// Prometheus lets the numbers of buckets overflow; nothing here may.
  private static func rangeProblem(_ spans: [Span]) -> String? {
    var end = Int64(0)
    for span in spans {
      end += Int64(span.offset) + Int64(span.length)
      if Int32(exactly: end) == nil { return "a span of the histogram ends out of range" }
    }
    return nil
  }

  /// As Go's `%f`.
  private static func sixDecimals(_ value: Double) -> String {
    guard value.isFinite else { return FloatText.plain(value) }
    var text = [CChar](repeating: 0, count: 400)
    let count = withVaList([value]) { vsnprintf(&text, text.count, "%f", $0) }
    return String(decoding: text.prefix(Int(count)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}
