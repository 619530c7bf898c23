import TimeSeries

/// Times such as `2026-01-31T12:00:00.5+01:00`.
enum RFC3339 {
  private static let dash = UInt8(ascii: "-")
  private static let colon = UInt8(ascii: ":")

  /// `nil` if `text` is no such time.
  static func timestamp(_ text: String) -> Timestamp? {
    let bytes = Array(text.utf8)
    guard bytes.count >= 20, [4, 7].allSatisfy({ bytes[$0] == dash }), [13, 16].allSatisfy({ bytes[$0] == colon })
    else { return nil }
    guard "Tt ".utf8.contains(bytes[10]) else { return nil }
    let parts = [0..<4, 5..<7, 8..<10, 11..<13, 14..<16, 17..<19].map { number(bytes[$0]) }
    let fields = parts.compactMap { $0 }
    guard fields.count == 6, (1...12).contains(fields[1]), (1...31).contains(fields[2]) else { return nil }
    guard fields[3] < 24, fields[4] < 60, fields[5] < 60 else { return nil }
    var rest = bytes[19...]
    guard let milliseconds = fraction(&rest), let zone = zone(rest) else { return nil }
    let day = UTCTime.day(year: fields[0], month: fields[1], day: fields[2])
    let seconds = day * 86_400 + fields[3] * 3600 + fields[4] * 60 + fields[5] - zone
    return seconds * 1000 + milliseconds
  }

  private static func number(_ bytes: ArraySlice<UInt8>) -> Int64? {
    guard !bytes.isEmpty, bytes.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
    return Int64(String(decoding: bytes, as: UTF8.self))
  }

  /// Milliseconds, cut off behind the third decimal.
  private static func fraction(_ rest: inout ArraySlice<UInt8>) -> Int64? {
    guard rest.first == UInt8(ascii: ".") else { return 0 }
    let digits = rest.dropFirst().prefix { (0x30...0x39).contains($0) }
    rest = rest.dropFirst(1 + digits.count)
    return digits.isEmpty ? nil : number((digits + [0x30, 0x30, 0x30]).prefix(3))
  }

  /// Seconds east of Greenwich.
  private static func zone(_ rest: ArraySlice<UInt8>) -> Int64? {
    let bytes = Array(rest)
    if rest.elementsEqual("Z".utf8) || rest.elementsEqual("z".utf8) { return 0 }
    guard bytes.count == 6, "+-".utf8.contains(bytes[0]), bytes[3] == colon else { return nil }
    guard let hours = number(bytes[1..<3]), let minutes = number(bytes[4..<6]) else { return nil }
    return (bytes[0] == dash ? -1 : 1) * (hours * 3600 + minutes * 60)
  }
}
