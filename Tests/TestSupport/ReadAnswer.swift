package import TimeSeries

/// What a child answers to a remote read: written apart from what reads it, so that one can prove the other.
package enum ReadAnswer {
  package typealias Samples = [(timestamp: Timestamp, value: Double)]

  /// The frames of a streamed answer; each series in chunks of `chunkSize` samples, `chunksPerFrame` to a frame.
  package static func frames(
    _ series: [(Labels, Samples)], query: Int = 0, chunkSize: Int = 120, chunksPerFrame: Int = 4
  ) -> [[UInt8]] {
    series.flatMap { labels, samples in
      let chunks = stride(from: 0, to: max(samples.count, 1), by: chunkSize).map { start in
        chunk(Array(samples[start..<min(start + chunkSize, samples.count)]))
      }
      return stride(from: 0, to: chunks.count, by: chunksPerFrame).map { start in
        frame(message(labels, Array(chunks[start..<min(start + chunksPerFrame, chunks.count)]), query))
      }
    }
  }

  /// A whole streamed answer.
  package static func stream(_ series: [(Labels, Samples)]) -> [UInt8] { frames(series).flatMap { $0 } }

  /// A message with its length and its checksum before it.
  package static func frame(_ message: [UInt8]) -> [UInt8] {
    let sum = checksum(message)
    return varint(UInt64(message.count)) + (0..<4).map { UInt8(truncatingIfNeeded: sum >> UInt32(24 - 8 * $0)) }
      + message
  }

  /// What `/api/v1/query` answers to a range selector.
  package static func matrix(_ series: [(Labels, Samples)]) -> String {
    let rows = series.map { labels, samples in
      let metric = labels.map { "\(QuotedText.quoted($0.name)):\(QuotedText.quoted($0.value))" }.joined(separator: ",")
      let values = samples.map { "[\(Double($0.timestamp) / 1000),\"\(FloatText.plain($0.value))\"]" }
      return "{\"metric\":{\(metric)},\"values\":[\(values.joined(separator: ","))]}"
    }
    return #"{"status":"success","data":{"resultType":"matrix","result":["# + rows.joined(separator: ",") + "]}}"
  }

  /// A chunk's message; `encoding` 1 is XOR.
  package static func chunk(_ samples: Samples, encoding: UInt64 = 1) -> [UInt8] {
    field(1, UInt64(bitPattern: samples.first?.timestamp ?? 0))
      + field(2, UInt64(bitPattern: samples.last?.timestamp ?? 0))
      + field(3, encoding) + field(4, ChunkWriter.chunk(samples))
  }

  package static func message(_ labels: Labels, _ chunks: [[UInt8]], _ query: Int = 0) -> [UInt8] {
    let pairs = labels.flatMap { field(1, field(1, Array($0.name.utf8)) + field(2, Array($0.value.utf8))) }
    return field(1, pairs + chunks.flatMap { field(2, $0) }) + (query == 0 ? [] : field(2, UInt64(query)))
  }

  private static func field(_ number: UInt64, _ value: UInt64) -> [UInt8] { varint(number << 3) + varint(value) }

  private static func field(_ number: UInt64, _ bytes: [UInt8]) -> [UInt8] {
    varint(number << 3 | 2) + varint(UInt64(bytes.count)) + bytes
  }

  private static func varint(_ value: UInt64) -> [UInt8] {
    value < 0x80 ? [UInt8(value)] : [UInt8(value & 0x7f) | 0x80] + varint(value >> 7)
  }

  /// Bit by bit, as the definition has it.
  private static func checksum(_ bytes: [UInt8]) -> UInt32 {
    var sum = ~UInt32(0)
    for byte in bytes {
      sum ^= UInt32(byte)
      for _ in 0..<8 { sum = sum >> 1 ^ (sum & 1 == 0 ? 0 : 0x82f6_3b78) }
    }
    return ~sum
  }
}
