package import TimeSeries
import Wire

/// Reads a streamed answer of remote read, piece by piece as it comes: frames of `prometheus.ChunkedReadResponse`.
///
/// Each frame is checked against its checksum before it is looked into. `ReadFormat.md` draws the stream.
package struct ChunkedReadDecoder {
  /// The media type of such an answer.
  package static let mediaType = "application/x-streamed-protobuf"

  private static let xorEncoding: UInt64 = 1
  private static let checksumByteCount = 4

  private let queryCount: Int
  private let limits: ReadLimits
  private var collector: ReadCollector
  private var labels = SeriesLabelsReader()
  /// The beginning of a frame whose end has not come yet.
  private var pending: [UInt8] = []

  /// - Parameters:
  ///   - range: samples outside of it are dropped; a chunk may have some.
  ///   - queryCount: how many queries were asked. A series that two of them match is taken once.
  package init(_ range: ClosedRange<Timestamp>, queryCount: Int, limits: ReadLimits = ReadLimits()) {
    self.queryCount = queryCount
    self.limits = limits
    collector = ReadCollector(range, limits)
  }

  /// Takes more of the answer.
  ///
  /// - Throws: ``RemoteProtocolError``; then nothing that came before is to be trusted either.
  package mutating func append(_ bytes: UnsafeRawBufferPointer) throws(RemoteProtocolError) {
    if pending.isEmpty {
      let count = try readFrames(bytes)
      pending.append(contentsOf: bytes[count...])
    } else {
      var joined: [UInt8] = []
      swap(&joined, &pending)
      joined.append(contentsOf: bytes)
      let count = try joined.span.bytes.withUnsafeBytes { (bytes) throws(RemoteProtocolError) in
        try readFrames(bytes)
      }
      joined.removeFirst(count)
      pending = joined
    }
  }

  /// What the answer held.
  ///
  /// - Throws: ``RemoteProtocolError`` if it ends inside of a frame.
  package consuming func finish() throws(RemoteProtocolError) -> ReadResult {
    guard pending.isEmpty else { throw malformed("it ends in the middle of a frame") }
    return collector.result
  }

  /// Reads all frames that are whole; how many bytes they take.
  private mutating func readFrames(_ bytes: UnsafeRawBufferPointer) throws(RemoteProtocolError) -> Int {
    var position = 0
    while let message = try nextFrame(UnsafeRawBufferPointer(rebasing: bytes[position...])) {
      let start = position + message.lowerBound
      position += message.upperBound
      try readResponse(UnsafeRawBufferPointer(rebasing: bytes[start..<position]))
    }
    return position
  }

  /// Where the message of the first frame lies; `nil` if its end has not come.
  private func nextFrame(_ bytes: UnsafeRawBufferPointer) throws(RemoteProtocolError) -> Range<Int>? {
    guard let (length, lengthByteCount) = try frameLength(bytes) else { return nil }
    let start = lengthByteCount + Self.checksumByteCount
    guard bytes.count >= start + length else { return nil }
    let wanted = UInt32(bigEndian: bytes.loadUnaligned(fromByteOffset: lengthByteCount, as: UInt32.self))
    let found = CRC32C.checksum(UnsafeRawBufferPointer(rebasing: bytes[start..<start + length]))
    guard found == wanted else {
      throw malformed("a frame of \(length) bytes has the checksum \(found), not \(wanted)")
    }
    return start..<start + length
  }

  private func frameLength(_ bytes: UnsafeRawBufferPointer) throws(RemoteProtocolError) -> (Int, byteCount: Int)? {
    var length: UInt64 = 0
    for (index, byte) in bytes.prefix(5).enumerated() {
      length |= UInt64(byte & 0x7f) << UInt64(7 * index)
      if byte < 0x80 {
        guard length <= UInt64(limits.frameByteCountMax) else { throw tooLong(length) }
        return (Int(length), index + 1)
      }
    }
    if bytes.count >= 5 { throw tooLong(length) }
    return nil
  }

  /// Series 1, the index of the query they answer 2.
  private mutating func readResponse(_ bytes: UnsafeRawBufferPointer) throws(RemoteProtocolError) {
    var query: UInt64 = 0
    var series: [UnsafeRawBufferPointer] = []
    var reader = WireReader(bytes)
    while let (number, type) = try reader.nextField() {
      switch (number, type) {
      case (1, .bytes): series.append(try reader.bytes())
      case (2, .varint): query = try reader.varint()
      default: try reader.skip(type)
      }
    }
    guard query < UInt64(queryCount) else { throw malformed("it answers query \(query) of \(queryCount)") }
    for bytes in series { try readSeries(bytes, query) }
  }

  /// Labels 1, chunks 2. One with many chunks goes on in the next frame, under the same labels.
  private mutating func readSeries(_ bytes: UnsafeRawBufferPointer, _ query: UInt64) throws(RemoteProtocolError) {
    labels.removeAll()
    var chunks: [UnsafeRawBufferPointer] = []
    var reader = WireReader(bytes)
    while let (number, type) = try reader.nextField() {
      switch (number, type) {
      case (1, .bytes): try labels.add(reader.bytes())
      case (2, .bytes): chunks.append(try reader.bytes())
      default: try reader.skip(type)
      }
    }
    guard labels.count <= limits.labelsPerSeriesMax else { throw malformed("a series has \(labels.count) labels") }
    switch labels.labels() {
    case .success(let labels):
      guard try collector.begin(labels, query: query) else { return }
      for chunk in chunks { try readChunk(chunk) }
    case .failure(let invalid): collector.reject(invalid.description)
    }
  }

  /// Oldest and newest timestamp 1 and 2, encoding 3, bytes 4.
  private mutating func readChunk(_ bytes: UnsafeRawBufferPointer) throws(RemoteProtocolError) {
    var encoding: UInt64 = 0
    var samples = UnsafeRawBufferPointer(start: nil, count: 0)
    var reader = WireReader(bytes)
    while let (number, type) = try reader.nextField() {
      switch (number, type) {
      case (3, .varint): encoding = try reader.varint()
      case (4, .bytes): samples = try reader.bytes()
      default: try reader.skip(type)
      }
    }
    guard encoding == Self.xorEncoding else { return collector.passOver(1) }
    var chunk = try XORChunkReader(samples)
    while let (timestamp, value) = try chunk.next() { try collector.append(timestamp, value) }
  }

  private func malformed(_ what: String) -> RemoteProtocolError {
    RemoteProtocolError(.malformed, "the answer is malformed: \(what)")
  }

  private func tooLong(_ length: UInt64) -> RemoteProtocolError {
    RemoteProtocolError(
      .tooLarge, "a frame of the answer claims \(length) bytes or more, beyond \(limits.frameByteCountMax)")
  }
}
