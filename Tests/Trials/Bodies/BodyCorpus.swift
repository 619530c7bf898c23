import Exposition
import FoundationEssentials
import TestSupport

/// Where inputs come from: bodies of a real prometheus, the grammar, and chance.
package struct BodyCorpus: FuzzSubject {
  static let formats: [ExpositionFormat] = [.text, .openMetrics, .protobuf]

  /// The lines of real bodies; of protobuf, the families.
  private let lines: [ExpositionFormat: [[UInt8]]]

  package init() {
    let folder = #filePath.dropLast("ParserTrials/BodyCorpus.swift".count) + "ExpositionTests/Fixtures/"
    func bytes(_ name: String) -> [UInt8] {
      FileManager.default.contents(atPath: folder + name).map { [UInt8]($0) } ?? []
    }
    func lines(_ name: String) -> [[UInt8]] {
      bytes(name).split(separator: UInt8(ascii: "\n")).map { $0 + [UInt8(ascii: "\n")] }
    }
    self.lines = [
      .text: lines("federate.prom") + lines("metrics.prom"),
      .openMetrics: lines("metrics.openmetrics").filter { !$0.starts(with: "# EOF".utf8) },
      .protobuf: BodyCorpus.families(bytes("federate.pb")) + BodyCorpus.families(bytes("metrics.pb")),
    ]
  }

  package func session(seed: UInt64) -> BodySession { BodySession(self, seed: seed) }

  /// The first body of a session.
  func body(_ format: ExpositionFormat, _ random: inout SeededRandom) -> [UInt8] {
    var body: [UInt8]
    switch Int.random(in: 0..<16, using: &random) {
    case 0: return noise(&random)
    case 1..<9: body = excerpt(format, &random)
    default: body = format == .protobuf ? ProtobufGrammar.body(&random) : TextGrammar.body(format, &random)
    }
    if format == .openMetrics { body += Array("# EOF\n".utf8) }
    if Int.random(in: 0..<4, using: &random) == 0 { BodyMutation.apply(to: &body, &random) }
    return body
  }

  /// What the child might send next: other values most of the time, and now and then anything.
  func successor(of body: [UInt8], _ format: ExpositionFormat, _ random: inout SeededRandom) -> [UInt8] {
    var next = body
    switch Int.random(in: 0..<8, using: &random) {
    case 0..<5 where format == .protobuf: return self.body(format, &random)
    case 0..<3: BodyMutation.changeValues(of: &next, &random)
    case 3..<5: moveLines(of: &next, format, &random)
    case 5: BodyMutation.apply(to: &next, &random)
    default: return self.body(format, &random)
    }
    return next.count > 4000 ? Array(next.prefix(4000)) : next
  }

  private func moveLines(of body: inout [UInt8], _ format: ExpositionFormat, _ random: inout SeededRandom) {
    let end = Array(format == .openMetrics ? "# EOF\n".utf8 : "".utf8)
    if body.suffix(end.count).elementsEqual(end) { body.removeLast(end.count) }
    BodyMutation.moveLines(of: &body, &random)
    body += end
  }

  /// The families of a body, each with its length.
  private static func families(_ body: [UInt8]) -> [[UInt8]] {
    var families: [[UInt8]] = []
    var rest = body[...]
    while !rest.isEmpty {
      var length = 0
      var shift = 0
      var head = 0
      for byte in rest {
        length |= Int(byte & 0x7f) << shift
        shift += 7
        head += 1
        if byte < 0x80 { break }
      }
      families.append(Array(rest.prefix(head + length)))
      rest = rest.dropFirst(head + length)
    }
    return families
  }

  private func excerpt(_ format: ExpositionFormat, _ random: inout SeededRandom) -> [UInt8] {
    guard let lines = lines[format], !lines.isEmpty else { return [] }
    let start = Int.random(in: 0..<lines.count, using: &random)
    return Array(lines[start..<min(lines.count, start + Int.random(in: 1...8, using: &random))].joined())
  }

  private func noise(_ random: inout SeededRandom) -> [UInt8] {
    let alphabet = Array("ab:_9{}\"\\=, \t\n#+-.eENnaIif0123456789TYPEHELPUNITOF\u{0}\r\u{ff}".utf8)
    let isWild = Bool.random(using: &random)
    return (0..<Int.random(in: 0...100, using: &random)).map { _ in
      isWild
        ? UInt8.random(in: 0...255, using: &random) : alphabet[Int.random(in: 0..<alphabet.count, using: &random)]
    }
  }
}
