import Fleet

/// The value of `X-Iapetus-Missing-Clusters`: names, separated by commas, percent-encoded where a header could not hold them.
enum MissingClustersHeader {
  static func text(_ coverage: Coverage) -> String {
    coverage.missing.map { encoded($0.cluster) }.joined(separator: ",")
  }

  private static func encoded(_ name: String) -> String {
    name.utf8.map { byte in
      let isPlain = byte > 0x20 && byte < 0x7f && byte != UInt8(ascii: ",") && byte != UInt8(ascii: "%")
      if isPlain { return String(UnicodeScalar(byte)) }
      let digits = String(byte, radix: 16, uppercase: true)
      return "%" + (digits.count == 1 ? "0" : "") + digits
    }.joined()
  }
}
