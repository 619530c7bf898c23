/// What one received write may hold. A message is refused as soon as it passes one of these, before memory is spent.
package struct WriteLimits: Sendable {
  /// Bytes after decompression; Prometheus's own bound.
  package var byteCountMax = 32 << 20
  package var seriesMax = 400_000
  /// Float samples; at 16 bytes each in memory.
  package var samplesMax = 4_000_000
  package var histogramsMax = 200_000
  /// Buckets and spans of all native histograms together.
  package var bucketsMax = 4_000_000
  package var labelsPerSeriesMax = 256
  /// Strings of one message of remote write 2.0, at 16 bytes each besides their own.
  package var symbolsMax = 1_000_000

  package init() {}
}

extension WriteLimits {
  func check(byteCount: Int) throws(RemoteProtocolError) {
    guard byteCount <= byteCountMax else {
      throw RemoteProtocolError(.tooLarge, "the message has \(byteCount) bytes, more than \(byteCountMax)")
    }
  }

  static func tooMany(_ what: String, _ limit: Int) -> RemoteProtocolError {
    RemoteProtocolError(.tooLarge, "the message holds more than \(limit) \(what); send less at once")
  }
}
