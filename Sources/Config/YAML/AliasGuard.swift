/// Looks for keys that are made of aliases before the text is parsed.
///
/// The parser hashes keys to find double ones. Hashing a key that is an alias walks all that the alias stands for, and with
/// aliases of aliases that may never end. No configuration has such keys, so the search may be rough:
/// it knows lines and marks, not YAML.
enum AliasGuard {
  /// Where a line has a key with an alias in it, if `text` has more than `aliasesMax` aliases at all.
  ///
  /// Fewer are left alone: nested in the worst way, n aliases stand for e^(n/e) values.
  static func collectionKey(in text: String, aliasesMax: Int) -> ConfigNode.Position? {
    var aliasCount = 0
    var suspect: ConfigNode.Position?
    for (index, line) in text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).enumerated() {
      var scanner = LineScanner(line)
      scanner.scan()
      aliasCount += scanner.aliasCount
      if suspect == nil, let column = scanner.keyColumn {
        suspect = ConfigNode.Position(line: index + 1, column: column)
      }
    }
    return aliasCount > aliasesMax ? suspect : nil
  }

  /// Finds `*alias:`, `[…]:` beside an alias, and `? …` in one line.
  private struct LineScanner {
    private let bytes: [UInt8]
    private(set) var aliasCount = 0
    /// 1-based column of the colon behind what may be a key of aliases, or of an explicit key's question mark.
    private(set) var keyColumn: Int?

    init(_ line: Substring.UTF8View) { bytes = Array(line) }

    mutating func scan() {
      for index in bytes.indices where startsToken(index) {
        if bytes[index] == UInt8(ascii: "*"), !isBlank(index + 1) { aliasCount += 1 }
        if bytes[index] == UInt8(ascii: "?"), isBlank(index + 1) { keyColumn = keyColumn ?? index + 1 }
      }
      guard aliasCount > 0 else { return }
      for index in bytes.indices where bytes[index] == UInt8(ascii: ":") && endsAliasKey(index) {
        keyColumn = keyColumn ?? index + 1
      }
    }

    /// Whether the byte can begin something in YAML: at the start, behind a blank, or behind an indicator.
    private func startsToken(_ index: Int) -> Bool {
      index == 0 || isBlank(index - 1) || "[{,".utf8.contains(bytes[index - 1])
    }

    /// Whether an alias, or a collection that may hold one, stands directly before the colon.
    private func endsAliasKey(_ colon: Int) -> Bool {
      let before = bytes[..<colon].lastIndex { $0 != 0x20 && $0 != 0x09 }
      guard let before else { return false }
      if "]}".utf8.contains(bytes[before]) { return true }
      let word = bytes[...before].lastIndex { !isNameByte($0) }
      return word.map { $0 < before && bytes[$0] == UInt8(ascii: "*") } ?? false
    }

    private func isNameByte(_ byte: UInt8) -> Bool {
      byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-") || (0x30...0x39).contains(byte)
        || (0x41...0x5a).contains(byte & 0xdf)
    }

    private func isBlank(_ index: Int) -> Bool {
      index >= bytes.count || bytes[index] == 0x20 || bytes[index] == 0x09 || bytes[index] == 0x0d
    }
  }
}
