import Glibc

/// Reading the packed form of ``Labels``: `length name length value …`, lengths as LEB128 varints.
enum PackedLabels {
  /// Walks over the pairs; ends at the first length that leaves the bytes.
  struct Reader {
    private let bytes: UnsafeBufferPointer<UInt8>
    private(set) var position = 0

    @inline(__always)
    init(_ bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

    /// Whether a length left the bytes.
    private(set) var isBroken = false

    @inline(__always)
    mutating func next() -> (name: UnsafeBufferPointer<UInt8>, value: UnsafeBufferPointer<UInt8>)? {
      guard position < bytes.count else { return nil }
      guard let name = nextRun(), let value = nextRun() else {
        isBroken = true
        return nil
      }
      return (name, value)
    }

    @inline(__always)
    private mutating func nextRun() -> UnsafeBufferPointer<UInt8>? {
      guard let length = nextLength(), length <= bytes.count - position else { return nil }
      defer { position += length }
      return UnsafeBufferPointer(rebasing: bytes[position..<position + length])
    }

    @inline(__always)
    private mutating func nextLength() -> Int? {
      var length = 0
      var shift = 0
      while position < bytes.count, shift < 35 {
        let byte = bytes[position]
        position += 1
        length |= Int(byte & 0x7f) << shift
        if byte < 0x80 { return length }
        shift += 7
      }
      return nil
    }
  }

  static func isValid(_ bytes: [UInt8]) -> Bool {
    bytes.withUnsafeBufferPointer { bytes in
      var reader = Reader(bytes)
      var previous: UnsafeBufferPointer<UInt8>?
      while let (name, value) = reader.next() {
        if name.isEmpty || value.isEmpty { return false }
        if let previous, compare(previous, name) >= 0 { return false }
        previous = name
      }
      return !reader.isBroken
    }
  }

  @inline(__always)
  static func value(
    of name: UnsafeBufferPointer<UInt8>, in bytes: UnsafeBufferPointer<UInt8>
  ) -> UnsafeBufferPointer<UInt8>? {
    var reader = Reader(bytes)
    while let pair = reader.next() {
      if pair.name.count == name.count, compare(pair.name, name) == 0 { return pair.value }
    }
    return nil
  }

  static func precedes(_ left: UnsafeBufferPointer<UInt8>, _ right: UnsafeBufferPointer<UInt8>) -> Bool {
    var leftReader = Reader(left)
    var rightReader = Reader(right)
    while true {
      guard let rightPair = rightReader.next() else { return false }
      guard let leftPair = leftReader.next() else { return true }
      let byName = compare(leftPair.name, rightPair.name)
      if byName != 0 { return byName < 0 }
      let byValue = compare(leftPair.value, rightPair.value)
      if byValue != 0 { return byValue < 0 }
    }
  }

  @inline(__always)
  static func compare(_ left: UnsafeBufferPointer<UInt8>, _ right: UnsafeBufferPointer<UInt8>) -> Int {
    ByteOrder.compare(UnsafeRawBufferPointer(left), UnsafeRawBufferPointer(right))
  }

  @inline(__always)
  static func append(_ run: some Collection<UInt8>, to bytes: inout [UInt8]) {
    var length = run.count
    while length >= 0x80 {
      bytes.append(UInt8(length & 0x7f) | 0x80)
      length >>= 7
    }
    bytes.append(UInt8(length))
    bytes.append(contentsOf: run)
  }
}

extension PackedLabels {
  /// The packed form without the pairs whose name is one of `names`; runs that stay are copied, nothing is decoded.
  static func removing(_ names: [[UInt8]], from bytes: UnsafeBufferPointer<UInt8>) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: bytes.count) { kept, keptCount in
      var reader = Reader(bytes)
      var start = reader.position
      while let pair = reader.next() {
        let run = start..<reader.position
        start = reader.position
        if names.contains(where: { $0.withUnsafeBufferPointer { compare($0, pair.name) == 0 } }) { continue }
        guard let from = bytes.baseAddress, let to = kept.baseAddress else { return }
        memcpy(to + keptCount, from + run.lowerBound, run.count)
        keptCount += run.count
      }
    }
  }
}
