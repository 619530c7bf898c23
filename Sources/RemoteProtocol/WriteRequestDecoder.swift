import TimeSeries
import Wire

/// Reads `prometheus.WriteRequest`, remote write 1.0. `WriteRequestFormat.md` draws the message.
package struct WriteRequestDecoder {
  private let limits: WriteLimits
  private var request = WriteRequest()
  private var labels = SeriesLabelsReader()
  private var bucketCount = 0

  private init(_ limits: WriteLimits) { self.limits = limits }

  /// The series of a message; those that cannot be stored are left out and stand in its `rejections`.
  ///
  /// - Throws: ``RemoteProtocolError``: `malformed` if `bytes` are no such message, `tooLarge` beyond `limits`.
  package static func decode(
    _ bytes: RawSpan, limits: WriteLimits = WriteLimits()
  ) throws(RemoteProtocolError) -> WriteRequest {
    try limits.check(byteCount: bytes.byteCount)
    return try bytes.withUnsafeBytes { (bytes) throws(RemoteProtocolError) in
      var decoder = WriteRequestDecoder(limits)
      try decoder.readRequest(bytes)
      return decoder.request
    }
  }

  private mutating func readRequest(_ bytes: UnsafeRawBufferPointer) throws(RemoteProtocolError) {
    // A sample takes at least thirteen bytes in practice; too much room costs nothing until it is touched.
    request.timestamps.reserveCapacity(min(bytes.count / 16, limits.samplesMax))
    request.values.reserveCapacity(min(bytes.count / 16, limits.samplesMax))
    var reader = WireReader(bytes)
    while let (number, type) = try reader.nextField() {
      if number == 1, type == .bytes { try readSeries(reader.bytes()) } else { try reader.skip(type) }
    }
  }

  /// One `TimeSeries`: labels 1, samples 2, exemplars 3 (nothing stores them), histograms 4.
  private mutating func readSeries(_ bytes: UnsafeRawBufferPointer) throws(RemoteProtocolError) {
    let firstSample = request.timestamps.count
    let firstHistogram = request.histograms.count
    var problem: String?
    labels.removeAll()
    var reader = WireReader(bytes)
    while let (number, type) = try reader.nextField() {
      switch (number, type) {
      case (2, .bytes): try readSample(&reader)
      case (1, .bytes): try labels.add(reader.bytes())
      case (4, .bytes): try request.readHistogram(reader.bytes(), limits, &bucketCount, &problem)
      case (3, .bytes):
        try reader.skip(type)
        request.exemplarCount += 1
      default: try reader.skip(type)
      }
    }
    try checkLimits()
    request.endSeries(labels.labels(), problem, from: firstSample, firstHistogram, named: labels.text)
  }

  @inline(__always)
  private mutating func readSample(_ reader: inout WireReader) throws(RemoteProtocolError) {
    let (timestamp, value) =
      if let plain = reader.plainSample() { plain } else { try Self.readAnySample(reader.bytes()) }
    request.timestamps.append(timestamp)
    request.values.append(value)
    if request.timestamps.count > limits.samplesMax { throw WriteLimits.tooMany("samples", limits.samplesMax) }
  }

  /// Slow path: fields missing because they are zero, in another order, or unknown.
  private static func readAnySample(
    _ bytes: UnsafeRawBufferPointer
  ) throws(RemoteProtocolError) -> (timestamp: Timestamp, value: Double) {
    var reader = WireReader(bytes)
    var timestamp: Timestamp = 0
    var value = 0.0
    while let (number, type) = try reader.nextField() {
      switch (number, type) {
      case (1, .fixed64): value = try reader.double()
      case (2, .varint): timestamp = Timestamp(bitPattern: try reader.varint())
      default: try reader.skip(type)
      }
    }
    return (timestamp, value)
  }

  private func checkLimits() throws(RemoteProtocolError) {
    if request.series.count >= limits.seriesMax { throw WriteLimits.tooMany("series", limits.seriesMax) }
    if labels.count > limits.labelsPerSeriesMax {
      throw WriteLimits.tooMany("labels in the series \(labels.text)", limits.labelsPerSeriesMax)
    }
  }
}
