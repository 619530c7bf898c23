import TestSupport

/// What happens to a body between two scrapes, or on its way.
enum BodyMutation {
  private static let lineFeed = UInt8(ascii: "\n")

  /// One to four blows at any place.
  static func apply(to body: inout [UInt8], _ random: inout SeededRandom) {
    for _ in 0..<Int.random(in: 1...4, using: &random) { blow(&body, &random) }
  }

  private static func blow(_ body: inout [UInt8], _ random: inout SeededRandom) {
    guard !body.isEmpty else { return body.append(UInt8.random(in: 0...255, using: &random)) }
    let index = Int.random(in: 0..<body.count, using: &random)
    let end = min(body.count, index + Int.random(in: 1...60, using: &random))
    switch Int.random(in: 0..<8, using: &random) {
    case 0: body[index] = UInt8.random(in: 0...255, using: &random)
    case 1: body[index] ^= 1 << UInt8.random(in: 0...7, using: &random)
    case 2: body.remove(at: index)
    case 3: body.insert(special[Int.random(in: 0..<special.count, using: &random)], at: index)
    case 4: body.removeSubrange(index..<end)
    case 5: body.removeLast(body.count - index)
    case 6: body.insert(contentsOf: Array(body[index..<end]), at: Int.random(in: 0...body.count, using: &random))
    default: body.insert(contentsOf: snippets[Int.random(in: 0..<snippets.count, using: &random)], at: index)
    }
  }

  /// Other digits behind the last brace or blank of a line, as when only time has passed.
  static func changeValues(of body: inout [UInt8], _ random: inout SeededRandom) {
    var isValue = false
    for index in body.indices.reversed() {
      switch body[index] {
      case lineFeed: isValue = Int.random(in: 0..<8, using: &random) > 0
      case UInt8(ascii: "}"), UInt8(ascii: "\""), UInt8(ascii: "a")...UInt8(ascii: "z"): isValue = false
      case UInt8(ascii: "0")...UInt8(ascii: "9") where isValue:
        body[index] = UInt8.random(in: UInt8(ascii: "0")...UInt8(ascii: "9"), using: &random)
      default: break
      }
    }
  }

  /// Lines that come, go, or stand elsewhere.
  static func moveLines(of body: inout [UInt8], _ random: inout SeededRandom) {
    var lines = body.split(separator: lineFeed).map { Array($0) + [lineFeed] }
    guard !lines.isEmpty else { return }
    for _ in 0..<Int.random(in: 1...3, using: &random) {
      let index = Int.random(in: 0..<lines.count, using: &random)
      switch Int.random(in: 0..<3, using: &random) {
      case 0: lines.insert(lines[index], at: Int.random(in: 0...lines.count, using: &random))
      case 1 where lines.count > 1: lines.remove(at: index)
      default: lines.swapAt(index, Int.random(in: 0..<lines.count, using: &random))
      }
    }
    body = Array(lines.joined())
  }

  private static let special = Array("\"\\{}\n #,=.-+eNI\t\r\u{0}".utf8)
  private static let snippets: [[UInt8]] =
    [
      "\n# EOF\n", "# TYPE ", "# HELP ", "{\"", "\\\"", "=\"\"", " 1e400", " NaN", "é", "\n\n", "123456789012345678901",
      " # {a=\"b\"} 1 ", "\\\n",
    ].map { Array($0.utf8) } + [[0xff, 0xfe], [0xc3], [0xed, 0xa0, 0x80], [0x0d, 0x0a]]
}
