/// An open-addressing table from runs of bytes to their numbers. The bytes themselves lie elsewhere: whoever looks up
/// compares them.
struct ByteTable: Sendable {
  /// The upper half of the hash, and the number plus one; zero is free.
  private var places: [UInt64] = Array(repeating: 0, count: 1024)
  private var count = 0

  private static let hashMask: UInt64 = 0xffff_ffff_0000_0000

  /// The number under `hash` for which `isSame` holds.
  @inline(__always)
  func find(_ hash: UInt64, _ isSame: (Int) -> Bool) -> Int? {
    let mask = places.count - 1
    var place = Int(truncatingIfNeeded: hash) & mask
    while places[place] != 0 {
      let entry = places[place]
      if entry & ByteTable.hashMask == hash & ByteTable.hashMask {
        let number = Int(truncatingIfNeeded: entry & ~ByteTable.hashMask) - 1
        if isSame(number) { return number }
      }
      place = (place + 1) & mask
    }
    return nil
  }

  /// Adds a number that is not there yet.
  ///
  /// - Parameter hashOf: the hash of a number that is in the table, for when it grows.
  mutating func insert(_ hash: UInt64, _ number: Int, hashOf: (Int) -> UInt64) {
    if 3 * (count + 1) > 2 * places.count { grow(hashOf) }
    place(hash, number)
    count += 1
  }

  private mutating func place(_ hash: UInt64, _ number: Int) {
    let mask = places.count - 1
    var place = Int(truncatingIfNeeded: hash) & mask
    while places[place] != 0 { place = (place + 1) & mask }
    places[place] = hash & ByteTable.hashMask | UInt64(number + 1)
  }

  private mutating func grow(_ hashOf: (Int) -> UInt64) {
    let old = places
    places = Array(repeating: 0, count: 2 * old.count)
    for entry in old where entry != 0 {
      let number = Int(truncatingIfNeeded: entry & ~ByteTable.hashMask) - 1
      place(hashOf(number), number)
    }
  }
}
