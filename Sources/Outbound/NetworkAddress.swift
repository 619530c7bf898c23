import Glibc

/// An IP address of either version.
struct NetworkAddress: Equatable {
  /// 4 or 16.
  let bytes: [UInt8]

  /// `nil` unless `text` is an address in digits.
  init?(_ text: some StringProtocol) {
    for (family, count) in [(AF_INET, 4), (AF_INET6, 16)] {
      var bytes = [UInt8](repeating: 0, count: count)
      if inet_pton(family, String(text), &bytes) == 1 {
        self.bytes = bytes
        return
      }
    }
    return nil
  }

  var isLoopback: Bool { bytes.count == 4 ? bytes[0] == 127 : bytes == [UInt8](repeating: 0, count: 15) + [1] }
}

extension NetworkAddress {
  /// All addresses that begin alike, as `10.0.0.0/8`; an address alone is a block of one.
  struct Block {
    private let start: NetworkAddress
    private let bitCount: Int

    init?(_ text: Substring) {
      let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
      guard let start = NetworkAddress(parts[0]) else { return nil }
      let whole = start.bytes.count * 8
      guard let bitCount = parts.count == 1 ? whole : Int(parts[1]), (0...whole).contains(bitCount) else { return nil }
      (self.start, self.bitCount) = (start, bitCount)
    }

    func contains(_ address: NetworkAddress) -> Bool {
      guard address.bytes.count == start.bytes.count else { return false }
      return zip(address.bytes, start.bytes).enumerated().allSatisfy { index, pair in
        let bits = min(8, max(0, bitCount - index * 8))
        return (pair.0 ^ pair.1) >> (8 - bits) == 0
      }
    }
  }
}
