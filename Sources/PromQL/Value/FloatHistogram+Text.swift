package import TimeSeries

extension FloatHistogram {
  /// As `count_values` and templates write it: `{count:20, sum:10, [-0.001,0.001]:2, (1,2]:18}`. Buckets have their own
  /// bounds, though they overlap the zero bucket.
  package var description: String {
    let parts =
      ["count:\(FloatText.general(count))", "sum:\(FloatText.general(sum))"] + overlappingBuckets.map(\.text)
    return "{\(parts.joined(separator: ", "))}"
  }
}

extension FloatHistogram.Bucket {
  fileprivate var text: String {
    let (opening, closing) = (includesLower ? "[" : "(", includesUpper ? "]" : ")")
    return "\(opening)\(FloatText.general(lower)),\(FloatText.general(upper))\(closing):\(FloatText.general(count))"
  }
}
