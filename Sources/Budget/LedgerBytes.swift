/// Big-endian integers and text, as ledger rows are made of.
enum LedgerBytes {
  struct Writer {
    private(set) var bytes: [UInt8]

    init(_ bytes: [UInt8] = []) { self.bytes = bytes }

    mutating func write(_ byte: UInt8) { bytes.append(byte) }

    mutating func write(_ text: String.UTF8View) { bytes.append(contentsOf: text) }

    mutating func write(_ number: UInt32) {
      for shift in [24, 16, 8, 0] { bytes.append(UInt8(truncatingIfNeeded: number >> UInt32(shift))) }
    }

    mutating func write(_ number: UInt64) {
      write(UInt32(truncatingIfNeeded: number >> 32))
      write(UInt32(truncatingIfNeeded: number))
    }

    /// The first flag in the lowest bit.
    mutating func write(flags: [Bool]) {
      write(flags.enumerated().reduce(UInt8(0)) { $0 | ($1.element ? 1 << UInt8($1.offset) : 0) })
    }
  }

  struct Reader {
    private(set) var rest: ArraySlice<UInt8>

    init(_ bytes: [UInt8]) { rest = bytes[...] }

    mutating func readByte() -> UInt8? { rest.popFirst() }

    mutating func readWord() -> UInt64? { readNumber(byteCount: 8) }

    /// A length of four bytes and as many of UTF-8.
    mutating func readName() -> String? {
      guard let count = readNumber(byteCount: 4), count <= rest.count else { return nil }
      defer { rest = rest.dropFirst(Int(count)) }
      return String(decoding: rest.prefix(Int(count)), as: UTF8.self)
    }

    private mutating func readNumber(byteCount: Int) -> UInt64? {
      guard rest.count >= byteCount else { return nil }
      defer { rest = rest.dropFirst(byteCount) }
      return rest.prefix(byteCount).reduce(0) { $0 << 8 | UInt64($1) }
    }
  }
}
