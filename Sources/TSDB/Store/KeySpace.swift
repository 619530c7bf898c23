/// What a key of the store is about: its first byte. Those from `0x60` on are ``RecordChange/Space``'s.
enum KeySpace: UInt8 {
  case meta = 0x01
  case series = 0x10
  case batchLog = 0xf0
  case open = 0x30
  /// Chunks of one window.
  case chunk = 0x40
  /// Chunks of several windows, merged.
  case longChunk = 0x41
}
