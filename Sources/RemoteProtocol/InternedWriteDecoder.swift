import TimeSeries
import Wire

/// Reads `io.prometheus.write.v2.Request`, remote write 2.0, in which labels are numbers into a table of strings.
/// `InternedWriteFormat.md` draws the message.
package struct InternedWriteDecoder {
  private let limits: WriteLimits
  private var request = WriteRequest()
  /// They point into the message: valid while it is being read.
  private var symbols: [UnsafeRawBufferPointer] = []
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
      var decoder = InternedWriteDecoder(limits)
      // The fields of a message may come in any order; series need all strings.
      try decoder.readSymbols(bytes)
      try decoder.readRequest(bytes)
      return decoder.request
    }
  }

  private mutating func readSymbols(_ bytes: UnsafeRawBufferPointer) throws(RemoteProtocolError) {
    var reader = WireReader(bytes)
    while let (number, type) = try reader.nextField() {
      guard number == 4, type == .bytes else {
        try reader.skip(type)
        continue
      }
      if symbols.count >= limits.symbolsMax { throw WriteLimits.tooMany("symbols", limits.symbolsMax) }
      symbols.append(try reader.bytes())
    }
  }

  private mutating func readRequest(_ bytes: UnsafeRawBufferPointer) throws(RemoteProtocolError) {
    var reader = WireReader(bytes)
    while let (number, type) = try reader.nextField() {
      if number == 5, type == .bytes { try readSeries(reader.bytes()) } else { try reader.skip(type) }
    }
  }

  /// One `TimeSeries`: label references 1, samples 2, histograms 3, exemplars 4 and metadata 5 (nothing stores them),
  /// created timestamp 6.
  private mutating func readSeries(_ bytes: UnsafeRawBufferPointer) throws(RemoteProtocolError) {
    let (firstSample, firstHistogram) = (request.timestamps.count, request.histograms.count)
    var references: [UInt64] = []
    var problem: String?
    var created: Timestamp = 0
    var reader = WireReader(bytes)
    while let (number, type) = try reader.nextField() {
      switch (number, type) {
      case (1, _): try readReferences(type, &reader, into: &references)
      case (2, .bytes): try readSample(&reader)
      case (3, .bytes): try request.readHistogram(reader.bytes(), limits, &bucketCount, &problem)
      case (4, .bytes):
        try reader.skip(type)
        request.exemplarCount += 1
      case (6, .varint): created = Timestamp(bitPattern: try reader.varint())
      default: try reader.skip(type)
      }
    }
    if request.series.count >= limits.seriesMax { throw WriteLimits.tooMany("series", limits.seriesMax) }
    problem = resolve(references) ?? problem
    if created != 0 { fillStarts(created, from: firstSample, firstHistogram) }
    request.endSeries(labels.labels(), problem, from: firstSample, firstHistogram, named: labels.text)
  }

  // MARK: Labels

  /// A repeated `uint32`: packed, or (as a reader must take, too) one at a time.
  private func readReferences(
    _ type: WireReader.WireType, _ reader: inout WireReader, into references: inout [UInt64]
  ) throws(RemoteProtocolError) {
    switch type {
    case .varint: references.append(try reader.varint())
    case .bytes:
      var packed = WireReader(try reader.bytes())
      while !packed.isAtEnd, references.count <= 2 * limits.labelsPerSeriesMax {
        references.append(try packed.varint())
      }
    default: try reader.skip(type)
    }
    if references.count > 2 * limits.labelsPerSeriesMax {
      throw WriteLimits.tooMany("labels in a series", limits.labelsPerSeriesMax)
    }
  }

  /// Puts the strings that are referred to into ``labels``; returns what is wrong with the references.
  private mutating func resolve(_ references: [UInt64]) -> String? {
    labels.removeAll()
    guard references.count.isMultiple(of: 2) else {
      return "\(references.count) references to symbols where names and values come in pairs"
    }
    for pair in stride(from: 0, to: references.count, by: 2) {
      for reference in references[pair...pair + 1] where reference >= UInt64(symbols.count) {
        return "a reference to symbol \(reference), where the message has \(symbols.count),"
      }
      labels.add(symbols[Int(references[pair])], symbols[Int(references[pair + 1])])
    }
    return nil
  }

  // MARK: Samples

  private mutating func readSample(_ reader: inout WireReader) throws(RemoteProtocolError) {
    // Fast path: without a start the message is that of version 1.
    if let (timestamp, value) = reader.plainSample() {
      request.timestamps.append(timestamp)
      request.values.append(value)
    } else {
      try readAnySample(reader.bytes())
    }
    if request.timestamps.count > limits.samplesMax { throw WriteLimits.tooMany("samples", limits.samplesMax) }
  }

  private mutating func readAnySample(_ bytes: UnsafeRawBufferPointer) throws(RemoteProtocolError) {
    var reader = WireReader(bytes)
    var (timestamp, value, start) = (Timestamp(0), 0.0, Timestamp(0))
    while let (number, type) = try reader.nextField() {
      switch (number, type) {
      case (1, .fixed64): value = try reader.double()
      case (2, .varint): timestamp = Timestamp(bitPattern: try reader.varint())
      case (3, .varint): start = Timestamp(bitPattern: try reader.varint())
      default: try reader.skip(type)
      }
    }
    request.starts.set(start, at: request.timestamps.count)
    request.timestamps.append(timestamp)
    request.values.append(value)
  }

  /// Early senders of 2.0 write one timestamp for the whole series.
  private mutating func fillStarts(_ created: Timestamp, from firstSample: Int, _ firstHistogram: Int) {
    for row in firstSample..<request.timestamps.count where request.starts[row] == 0 {
      request.starts.set(created, at: row)
    }
    for row in firstHistogram..<request.histograms.count where request.histograms[row].start == 0 {
      request.histograms[row].start = created
    }
  }
}
