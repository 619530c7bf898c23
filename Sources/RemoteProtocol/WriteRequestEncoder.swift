import TimeSeries
import Wire

/// Writes `prometheus.WriteRequest`, remote write 1.0: the twin of ``WriteRequestDecoder``.
package enum WriteRequestEncoder {
  /// The message, not yet compressed. Histograms go as the float kind.
  package static func encode(_ request: WriteRequest) -> [UInt8] {
    var writer = WireWriter()
    for series in request.series {
      writer.message(field: 1) { encode(series, of: request, to: &$0) }
    }
    return writer.bytes
  }

  private static func encode(_ series: WriteRequest.Series, of request: WriteRequest, to writer: inout WireWriter) {
    for label in series.labels {
      writer.message(field: 1) {
        $0.bytes(field: 1, label.name.utf8)
        $0.bytes(field: 2, label.value.utf8)
      }
    }
    for row in series.samples {
      writer.message(field: 2) {
        $0.double(field: 1, request.values[row])
        $0.varint(field: 2, UInt64(bitPattern: request.timestamps[row]))
      }
    }
    for row in series.histograms {
      writer.message(field: 4) { encode(request.histograms[row], to: &$0) }
    }
  }

  private static func encode(_ sample: WriteRequest.HistogramSample, to writer: inout WireWriter) {
    let histogram = sample.histogram
    writer.double(field: 2, histogram.count)
    writer.double(field: 3, histogram.sum)
    writer.zigzag(field: 4, Int64(histogram.schema))
    writer.double(field: 5, histogram.zeroThreshold)
    writer.double(field: 7, histogram.zeroCount)
    for span in histogram.negativeSpans { writer.message(field: 8) { encode(span, to: &$0) } }
    writer.doubles(field: 10, histogram.negativeBuckets)
    for span in histogram.positiveSpans { writer.message(field: 11) { encode(span, to: &$0) } }
    writer.doubles(field: 13, histogram.positiveBuckets)
    writer.varint(field: 14, UInt64(histogram.counterReset.rawValue))
    writer.varint(field: 15, UInt64(bitPattern: sample.timestamp))
    writer.doubles(field: 16, histogram.customBounds)
  }

  private static func encode(_ span: FloatHistogram.Span, to writer: inout WireWriter) {
    writer.zigzag(field: 1, Int64(span.offset))
    writer.varint(field: 2, UInt64(span.length))
  }
}
