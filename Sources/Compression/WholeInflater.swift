internal import CDeflate

/// The fast path of ``GzipInflater``: whole gzip bodies by libdeflate, which takes a third of zlib's time.
///
/// It has no stream: the output must fit the room that is offered, so the size at the end of the gzip format is taken as
/// a hint. It does not say whether a bad body is cut or corrupt either; zlib is asked then.
final class WholeInflater {
  enum Outcome {
    case complete
    /// More than the room that the limit allows.
    case tooLarge
    /// Not gzip, cut, corrupt, or followed by other bytes.
    case refused
  }

  /// Deflate packs at most 1032 bytes into one: a hint beyond is a lie.
  private static let expansionMax = 1032
  private let decompressor: OpaquePointer

  init() {
    guard let decompressor = libdeflate_alloc_decompressor() else { preconditionFailure("no memory for libdeflate") }
    self.decompressor = decompressor
  }

  deinit { libdeflate_free_decompressor(decompressor) }

  /// Unpacks every member of `input` onto the end of `output`.
  func inflate(_ input: UnsafeRawBufferPointer, into output: BodyBuffer, byteCountMax: Int) -> Outcome {
    var rest = input
    while WholeInflater.startsMember(rest) {
      switch inflateMember(&rest, output, byteCountMax) {
      case .complete: if rest.isEmpty { return .complete }
      case .tooLarge: return .tooLarge
      case .refused: return .refused
      }
    }
    return .refused
  }

  private func inflateMember(
    _ rest: inout UnsafeRawBufferPointer, _ output: BodyBuffer, _ byteCountMax: Int
  ) -> Outcome {
    var wanted = WholeInflater.sizeHint(rest)
    while true {
      let room = output.reserve(wanted, capacityMax: byteCountMax)
      guard !room.isEmpty else { return .refused }
      var (consumed, produced) = (0, 0)
      let result = libdeflate_gzip_decompress_ex(
        decompressor, rest.baseAddress, rest.count, room.baseAddress, room.count, &consumed, &produced)
      switch result {
      case LIBDEFLATE_SUCCESS:
        output.commit(produced)
        rest = UnsafeRawBufferPointer(rebasing: rest[consumed...])
        return .complete
      case LIBDEFLATE_INSUFFICIENT_SPACE where output.count + room.count < byteCountMax: wanted = 2 * room.count
      case LIBDEFLATE_INSUFFICIENT_SPACE: return .tooLarge
      default: return .refused
      }
    }
  }

  private static func startsMember(_ bytes: UnsafeRawBufferPointer) -> Bool {
    bytes.count >= 18 && bytes[0] == 0x1f && bytes[1] == 0x8b
  }

  /// The last four bytes of the last member are its size; right for bodies of one member, which most are.
  private static func sizeHint(_ bytes: UnsafeRawBufferPointer) -> Int {
    let size = bytes.loadUnaligned(fromByteOffset: bytes.count - 4, as: UInt32.self)
    return max(1, min(Int(UInt32(littleEndian: size)), bytes.count * expansionMax))
  }
}
