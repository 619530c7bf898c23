import Compression
package import TimeSeries
import Wire

/// Reads an answer of remote read in one message, `prometheus.ReadResponse`: for servers that cannot stream chunks.
package enum SampledReadDecoder {
  /// - Parameters:
  ///   - block: the body of the answer, one snappy block.
  ///   - range: samples outside of it are dropped.
  ///   - takesHistograms: whether native histograms are taken, or passed over.
  /// - Throws: ``RemoteProtocolError``.
  package static func decode(
    _ block: RawSpan, _ range: ClosedRange<Timestamp>, takesHistograms: Bool = false, limits: ReadLimits = ReadLimits()
  ) throws(RemoteProtocolError) -> ReadResult {
    let message = try unpack(block, limits)
    return try message.span.bytes.withUnsafeBytes { (bytes) throws(RemoteProtocolError) in
      var collector = ReadCollector(range, limits)
      var query: UInt64 = 0
      var reader = WireReader(bytes)
      while let (number, type) = try reader.nextField() {
        guard number == 1, type == .bytes else {
          try reader.skip(type)
          continue
        }
        try collect(try reader.bytes(), query, limits, takesHistograms, into: &collector)
        query += 1
      }
      return collector.result
    }
  }

  private static func unpack(_ block: RawSpan, _ limits: ReadLimits) throws(RemoteProtocolError) -> [UInt8] {
    do throws(CompressionError) {
      return try Snappy.decompress(block, byteCountMax: limits.messageByteCountMax)
    } catch {
      throw RemoteProtocolError(error.reason == .tooLarge ? .tooLarge : .malformed, "the answer: \(error)")
    }
  }

  /// One `QueryResult`: its series stand where those of a `WriteRequest` do, and look the same.
  private static func collect(
    _ bytes: UnsafeRawBufferPointer, _ query: UInt64, _ limits: ReadLimits, _ takesHistograms: Bool,
    into collector: inout ReadCollector
  ) throws(RemoteProtocolError) {
    var own = WriteLimits()
    own.byteCountMax = limits.messageByteCountMax
    own.seriesMax = limits.seriesMax
    own.samplesMax = limits.samplesMax
    own.labelsPerSeriesMax = limits.labelsPerSeriesMax
    let answer = try WriteRequestDecoder.decode(bytes.bytes, limits: own)
    for series in answer.series where try collector.begin(series.labels, query: query) {
      if !takesHistograms { collector.passOver(series.histograms.count) }
      try append(series, takesHistograms ? series.histograms : 0..<0, of: answer, to: &collector)
    }
    collector.reject(answer.rejections)
  }

  /// Both kinds in the order of their time; each comes in its own.
  private static func append(
    _ series: WriteRequest.Series, _ histograms: Range<Int>, of answer: WriteRequest, to collector: inout ReadCollector
  ) throws(RemoteProtocolError) {
    var next = histograms.lowerBound
    for row in series.samples {
      while next < histograms.upperBound, answer.histograms[next].timestamp < answer.timestamps[row] {
        try collector.append(answer.histograms[next].timestamp, answer.histograms[next].histogram)
        next += 1
      }
      try collector.append(answer.timestamps[row], answer.values[row])
    }
    for sample in answer.histograms[next..<histograms.upperBound] {
      try collector.append(sample.timestamp, sample.histogram)
    }
  }
}
