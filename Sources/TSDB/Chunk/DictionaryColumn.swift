/// Values as indexes into the few distinct ones among them.
enum DictionaryColumn {
  static let distinctMax = 16

  /// The distinct values in order of appearance; `nil` if there are too many.
  static func distinct(_ values: UnsafePointer<Double>, _ count: Int) -> [UInt64]? {
    var distinct: [UInt64] = []
    for index in 0..<count {
      let bits = values[index].bitPattern
      if distinct.last == bits || distinct.contains(bits) { continue }
      if distinct.count == distinctMax { return nil }
      distinct.append(bits)
    }
    return distinct
  }

  static func byteCount(_ distinctCount: Int, _ count: Int) -> Int {
    1 + 8 * distinctCount + (count * width(distinctCount) + 7) / 8
  }

  static func encode(
    _ values: UnsafePointer<Double>, _ count: Int, _ distinct: [UInt64], to bytes: inout [UInt8]
  ) {
    bytes.append(UInt8(distinct.count))
    for bits in distinct { bytes.appendWord(bits) }
    var writer = BitWriter(appendingTo: bytes)
    for index in 0..<count {
      let place = distinct.firstIndex(of: values[index].bitPattern) ?? 0
      writer.put(UInt64(place), width(distinct.count))
    }
    bytes = writer.finish()
  }

  /// `false` if the bytes are damaged.
  static func decode(
    _ reader: inout ByteReader, _ count: Int, _ words: WordScratch, _ values: UnsafeMutablePointer<Double>
  ) -> Bool {
    guard let distinctCount = reader.byte(), distinctCount >= 2, distinctCount <= UInt8(distinctMax),
      let table = reader.take(8 * Int(distinctCount))
    else { return false }
    let bytes = reader.takeRest()
    let width = width(Int(distinctCount))
    guard bytes.count == (count * width + 7) / 8 else { return false }
    var bits = BitReader(words.load(bytes))
    for index in 0..<count {
      let place = Int(bits.take(width))
      guard place < Int(distinctCount) else { return false }
      let pattern = UInt64(littleEndian: table.loadUnaligned(fromByteOffset: 8 * place, as: UInt64.self))
      values[index] = Double(bitPattern: pattern)
    }
    return true
  }

  private static func width(_ distinctCount: Int) -> Int { Int.bitWidth - (distinctCount - 1).leadingZeroBitCount }
}
