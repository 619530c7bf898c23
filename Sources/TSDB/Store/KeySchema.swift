import Storage
import TimeSeries

/// The only place that builds keys of the store and takes them apart. `KeyLayout.md` draws them.
enum KeySchema {
  /// Which chunk of a series in one window.
  enum Part: Equatable {
    /// In time order within the window, from zero.
    case inOrder(UInt32)
    /// Samples that came late, numbered over the life of the series.
    case late(UInt32)

    /// As in the key: one byte below 128, else four with the highest bit set; late ones after those in order.
    fileprivate func append(to key: inout StoreKey) {
      switch self {
      case .inOrder(let number) where number < 0x80: key.append(UInt8(number))
      case .inOrder(let number): key.append(UInt32(0x8000_0000) | min(number, 0x3fff_ffff))
      case .late(let number): key.append(UInt32(0xc000_0000) | (number & 0x3fff_ffff))
      }
    }
  }

  /// A chunk's key, taken apart; its part only where ``part(_:)`` is asked.
  struct ChunkKey: Equatable {
    var window: Timestamp
    var series: UInt64
  }

  static func meta(_ name: String) -> [UInt8] { [KeySpace.meta.rawValue] + Array(name.utf8) }

  static func series(_ id: SeriesID) -> StoreKey { numbered(.series, id.rawValue) }

  static func batchLog(_ sequence: UInt64) -> StoreKey { numbered(.batchLog, sequence) }

  static func open(_ id: SeriesID) -> StoreKey { numbered(.open, id.rawValue) }

  static func chunk(_ space: KeySpace, window: Timestamp, _ id: UInt64, _ part: Part) -> StoreKey {
    var key = chunks(space, window: window, from: id)
    part.append(to: &key)
    return key
  }

  /// Where the chunks of a window begin, or those of one of its series.
  static func chunks(_ space: KeySpace, window: Timestamp, from id: UInt64 = 0) -> StoreKey {
    var key = StoreKey(space)
    key.append(sortable(window))
    key.append(id)
    return key
  }

  /// The limits of a space: its first possible key, and the first one after it.
  static func limits(of space: KeySpace) -> (first: [UInt8], limit: [UInt8]) {
    ([space.rawValue], [space.rawValue + 1])
  }

  /// The key of a record of another room.
  static func record(_ space: RecordChange.Space, _ key: [UInt8]) -> [UInt8] { [space.rawValue] + key }

  /// The number in a key of the spaces series, batch log, open; `nil` past their end.
  static func number(_ key: UnsafeRawBufferPointer, in space: KeySpace) -> UInt64? {
    guard key.count == 9, key[0] == space.rawValue else { return nil }
    return integer(key, at: 1)
  }

  @inline(__always)
  static func chunkKey(_ key: UnsafeRawBufferPointer, in space: KeySpace) -> ChunkKey? {
    guard key.count >= 18, key[0] == space.rawValue else { return nil }
    return ChunkKey(window: timestamp(integer(key, at: 1)), series: integer(key, at: 9))
  }

  /// The part in a chunk's key.
  static func part(_ key: UnsafeRawBufferPointer) -> Part? {
    if key.count == 18 { return .inOrder(UInt32(key[17])) }
    guard key.count == 21 else { return nil }
    let number = UInt32(bigEndian: key.loadUnaligned(fromByteOffset: 17, as: UInt32.self))
    return number >= 0xc000_0000 ? .late(number & 0x3fff_ffff) : .inOrder(number & 0x3fff_ffff)
  }

  /// What a chunk's checksum covers besides its bytes.
  static func seed(_ key: UnsafeRawBufferPointer) -> UInt64 { Hash64.hash(key) }

  private static func numbered(_ space: KeySpace, _ number: UInt64) -> StoreKey {
    var key = StoreKey(space)
    key.append(number)
    return key
  }

  @inline(__always)
  private static func integer(_ key: UnsafeRawBufferPointer, at offset: Int) -> UInt64 {
    UInt64(bigEndian: key.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
  }

  /// Timestamps before 1970 sort before the others.
  private static func sortable(_ timestamp: Timestamp) -> UInt64 { UInt64(bitPattern: timestamp) ^ (1 << 63) }

  private static func timestamp(_ sortable: UInt64) -> Timestamp { Timestamp(bitPattern: sortable ^ (1 << 63)) }
}
