internal import CSnappy

/// Snappy's block format, as remote write and remote read use it.
package enum Snappy {
  package static func compress(_ bytes: RawSpan) -> [UInt8] {
    bytes.withUnsafeBytes { input in
      let source = input.bindMemory(to: CChar.self)
      let most = snappy_max_compressed_length(source.count)
      return [UInt8](unsafeUninitializedCapacity: most) { output, count in
        count = most
        _ = output.withMemoryRebound(to: CChar.self) { target in
          snappy_compress(source.baseAddress, source.count, target.baseAddress, &count)
        }
      }
    }
  }

  /// - Throws: `tooLarge` if the block says that it holds more than `byteCountMax`, before anything is allocated;
  ///   `corrupt` if it is no snappy block. (A cut block cannot be told from a wrong one.)
  package static func decompress(_ bytes: RawSpan, byteCountMax: Int) throws(CompressionError) -> [UInt8] {
    try bytes.withUnsafeBytes { (input) throws(CompressionError) in
      let source = input.bindMemory(to: CChar.self)
      var length = 0
      guard snappy_uncompressed_length(source.baseAddress, source.count, &length) == SNAPPY_OK else {
        throw CompressionError(.corrupt, "the body does not start as a snappy block does")
      }
      guard length <= byteCountMax else {
        throw CompressionError(.tooLarge, "the snappy block holds \(length) bytes, more than \(byteCountMax)")
      }
      return try unpack(source, length)
    }
  }

  private static func unpack(
    _ source: UnsafeBufferPointer<CChar>, _ length: Int
  ) throws(CompressionError) -> [UInt8] {
    var status = SNAPPY_OK
    let result = [UInt8](unsafeUninitializedCapacity: length) { output, count in
      count = length
      status = output.withMemoryRebound(to: CChar.self) { target in
        snappy_uncompress(source.baseAddress, source.count, target.baseAddress, &count)
      }
      if status != SNAPPY_OK { count = 0 }
    }
    guard status == SNAPPY_OK else { throw CompressionError(.corrupt, "the snappy block is corrupt") }
    return result
  }
}
