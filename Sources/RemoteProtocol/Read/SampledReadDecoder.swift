import Compression
package import TimeSeries
import Wire

/// Reads an answer of remote read in one message, `prometheus.ReadResponse`: for servers that cannot stream chunks.
package enum SampledReadDecoder {
  /// - Parameters:
  ///   - block: the body of the answer, one snappy block.
  ///   - range: samples outside of it are dropped.
  /// - Throws: ``RemoteProtocolError``.
  package static func decode(
    _ block: RawSpan, _ range: ClosedRange<Timestamp>, limits: ReadLimits = ReadLimits()
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
        try collect(try reader.bytes(), query, limits, into: &collector)
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
    _ bytes: UnsafeRawBufferPointer, _ query: UInt64, _ limits: ReadLimits, into collector: inout ReadCollector
  ) throws(RemoteProtocolError) {
    var own = WriteLimits()
    own.byteCountMax = limits.messageByteCountMax
    own.seriesMax = limits.seriesMax
    own.samplesMax = limits.samplesMax
    own.labelsPerSeriesMax = limits.labelsPerSeriesMax
    let answer = try WriteRequestDecoder.decode(bytes.bytes, limits: own)
    for series in answer.series where try collector.begin(series.labels, query: query) {
      for row in series.samples { try collector.append(answer.timestamps[row], answer.values[row]) }
      collector.passOver(series.histograms.count)
    }
    collector.reject(answer.rejections)
  }
}
