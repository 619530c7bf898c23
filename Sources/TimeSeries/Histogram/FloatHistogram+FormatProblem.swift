extension FloatHistogram {
  /// What breaks the rules of native histograms here, as Prometheus checks them before it stores one; `nil` if nothing.
  package var formatProblem: String? {
    if isStaleMarker { return nil }
    return schemaProblem
      ?? Self.spansProblem("positive", positiveSpans, positiveBuckets)
      ?? Self.spansProblem("negative", negativeSpans, negativeBuckets)
      ?? countsProblem
  }

  private var schemaProblem: String? {
    guard schema == FloatHistogram.customSchema else {
      if !(-4...8).contains(schema) { return "a histogram has the unknown schema \(schema)" }
      return customBounds.isEmpty ? nil : "a histogram with exponential buckets has custom bounds"
    }
    if !negativeSpans.isEmpty || !negativeBuckets.isEmpty || zeroCount != 0 || zeroThreshold != 0 {
      return "a histogram with custom buckets has negative buckets or a zero bucket"
    }
    let rising = zip(customBounds, customBounds.dropFirst()).allSatisfy { $0 < $1 }
    if !rising || customBounds.contains(where: { !$0.isFinite }) {
      return "the custom bounds of a histogram do not rise, or are not finite"
    }
    let last = positiveSpans.reduce(Int64(0)) { $0 + Int64($1.offset) + Int64($1.length) }
    return last <= customBounds.count + 1 ? nil : "a histogram has more buckets than custom bounds"
  }

  private var countsProblem: String? {
    let counts = positiveBuckets + negativeBuckets + [zeroCount, count]
    return counts.contains { $0 < 0 } ? "a histogram has a bucket or a count below zero" : nil
  }

  private static func spansProblem(_ side: String, _ spans: [Span], _ buckets: [Double]) -> String? {
    var index = Int64(0)
    var covered = Int64(0)
    for (position, span) in spans.enumerated() {
      if position > 0, span.offset < 0 { return "a \(side) span of a histogram starts inside the one before" }
      index += Int64(span.offset) + Int64(span.length)
      covered += Int64(span.length)
    }
    if index > Int64(Int32.max) || index < Int64(Int32.min) { return "a \(side) span of a histogram ends out of range" }
    if covered != buckets.count {
      return "the \(side) spans of a histogram cover \(covered) buckets, but it has \(buckets.count)"
    }
    return nil
  }
}
