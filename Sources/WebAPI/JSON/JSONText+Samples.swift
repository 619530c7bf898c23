import TimeSeries

/// Timestamps, values and histograms as the API writes them.
extension JSONText {
  /// Seconds, and exactly three decimals unless they are zero.
  static func append(_ time: Timestamp, to bytes: inout [UInt8]) {
    if time < 0 { bytes.append(UInt8(ascii: "-")) }
    let (seconds, milliseconds) = time.magnitude.quotientAndRemainder(dividingBy: 1000)
    FloatText.append(seconds, to: &bytes)
    guard milliseconds != 0 else { return }
    bytes.append(UInt8(ascii: "."))
    bytes.append(UInt8(ascii: "0") + UInt8(milliseconds / 100))
    bytes.append(UInt8(ascii: "0") + UInt8(milliseconds / 10 % 10))
    bytes.append(UInt8(ascii: "0") + UInt8(milliseconds % 10))
  }

  /// A value in quotes, because JSON has no words for infinities and NaN.
  @inline(__always)
  static func append(quoted value: Double, to bytes: inout [UInt8]) {
    bytes.append(UInt8(ascii: "\""))
    FloatText.appendJSON(value, to: &bytes)
    bytes.append(UInt8(ascii: "\""))
  }

  /// `{"count":"2","sum":"3","buckets":[[0,"1","2","2"]]}`. A bucket starts with which of its bounds belong to it.
  static func append(_ histogram: FloatHistogram, to bytes: inout [UInt8]) {
    bytes.append(contentsOf: "{\"count\":".utf8)
    append(quoted: histogram.count, to: &bytes)
    bytes.append(contentsOf: ",\"sum\":".utf8)
    append(quoted: histogram.sum, to: &bytes)
    let buckets = histogram.buckets
    for (index, bucket) in buckets.enumerated() {
      bytes.append(contentsOf: (index == 0 ? ",\"buckets\":[" : ",").utf8)
      append(bucket, to: &bytes)
    }
    bytes.append(contentsOf: (buckets.isEmpty ? "}" : "]}").utf8)
  }

  private static func append(_ bucket: FloatHistogram.Bucket, to bytes: inout [UInt8]) {
    let rule =
      switch (bucket.includesLower, bucket.includesUpper) {
      case (false, true): "[0,"
      case (true, false): "[1,"
      case (false, false): "[2,"
      case (true, true): "[3,"
      }
    bytes.append(contentsOf: rule.utf8)
    append(quoted: bucket.lower, to: &bytes)
    bytes.append(UInt8(ascii: ","))
    append(quoted: bucket.upper, to: &bytes)
    bytes.append(UInt8(ascii: ","))
    append(quoted: bucket.count, to: &bytes)
    bytes.append(UInt8(ascii: "]"))
  }
}
