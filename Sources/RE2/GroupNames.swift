/// Names of groups.
///
/// Go, and so Prometheus, takes `(?<name>…)` beside `(?P<name>…)`; RE2 learned it later than Debian's version.
enum GroupNames {
  /// The same pattern with every `(?<` that opens a group as `(?P<`.
  static func spelledOut(_ pattern: String) -> String {
    guard pattern.contains("(?<") else { return pattern }
    var result: [UInt8] = []
    var rest = Array(pattern.utf8)[...]
    while let byte = rest.first {
      if rest.starts(with: "(?<".utf8) {
        result += "(?P<".utf8
        rest = rest.dropFirst(3)
      } else {
        let count = plainByteCount(byte, in: rest)
        result += rest.prefix(count)
        rest = rest.dropFirst(count)
      }
    }
    return String(decoding: result, as: UTF8.self)
  }

  /// How many bytes at the beginning of `rest` open no group: what is escaped, quoted, or in a class is passed as a whole.
  private static func plainByteCount(_ first: UInt8, in rest: ArraySlice<UInt8>) -> Int {
    switch Unicode.Scalar(first) {
    case "\\" where rest.starts(with: "\\Q".utf8): quotationByteCount(rest)
    case "\\": 2
    case "[": classByteCount(rest)
    default: 1
    }
  }

  /// `\Q…\E`, or up to the end.
  private static func quotationByteCount(_ rest: ArraySlice<UInt8>) -> Int {
    var inner = rest.dropFirst(2)
    while !inner.isEmpty, !inner.starts(with: "\\E".utf8) { inner = inner.dropFirst() }
    return rest.count - inner.count + 2
  }

  /// `[…]`. A bracket that closes is a character of the class where it is the first, or escaped.
  private static func classByteCount(_ rest: ArraySlice<UInt8>) -> Int {
    var inner = rest.dropFirst(rest.starts(with: "[^".utf8) ? 2 : 1)
    if inner.first == UInt8(ascii: "]") { inner = inner.dropFirst() }
    while let byte = inner.first, byte != UInt8(ascii: "]") {
      inner = inner.dropFirst(byte == UInt8(ascii: "\\") ? 2 : 1)
    }
    return rest.count - inner.count + 1
  }
}
