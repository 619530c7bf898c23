import TestSupport
import Testing
import TimeSeries

@testable import Exposition

struct TextScannerRandomTests {
  /// Reads until the end or an error; what matters is that it comes back, within the bytes.
  private func survives(_ body: [UInt8], _ format: ExpositionFormat, expected: [[UInt8]] = []) -> Bool {
    do throws(ExpositionError) {
      _ = try Scanned(body, format: format, expected: expected)
      return true
    } catch {
      return error.excerpt.count < 400 && error.column >= 1 && error.line >= 0
    }
  }

  @Test func `random bytes end in an error or in samples, never in a crash`() {
    var random = SeededRandom.fresh()
    let alphabet = Array("ab:_9{}\"\\=, \t\n#+-.eENnaIif0123456789TYPEHELPUNITOF\u{0}\r\u{ff}".utf8)
    for _ in 0..<4000 {
      let isWild = Int.random(in: 0..<4, using: &random) == 0
      let body = (0..<Int.random(in: 0...80, using: &random)).map { _ in
        isWild
          ? UInt8.random(in: 0...255, using: &random) : alphabet[Int.random(in: 0..<alphabet.count, using: &random)]
      }
      for format in [ExpositionFormat.text, .openMetrics] {
        #expect(survives(body, format), "\(body) seed \(random.seed)")
        #expect(survives(body, format, expected: [Array(body.prefix(3)), body]), "\(body) seed \(random.seed)")
      }
    }
  }

  @Test func `mutated real bodies end in an error or in samples, never in a crash`() {
    var random = SeededRandom.fresh()
    for fixture in Fixture.allCases {
      let original = fixture.bytes
      for _ in 0..<300 {
        var body = original
        for _ in 0..<Int.random(in: 1...4, using: &random) { mutate(&body, &random) }
        #expect(survives(body, fixture == .openMetrics ? .openMetrics : .text), "\(fixture) seed \(random.seed)")
      }
    }
  }

  private func mutate(_ body: inout [UInt8], _ random: inout SeededRandom) {
    guard !body.isEmpty else { return }
    let index = Int.random(in: 0..<body.count, using: &random)
    switch Int.random(in: 0..<4, using: &random) {
    case 0: body[index] = UInt8.random(in: 0...255, using: &random)
    case 1: body.remove(at: index)
    case 2: body.insert(Array("\"\\{}\n #,=".utf8)[Int.random(in: 0..<9, using: &random)], at: index)
    default: body.removeSubrange(index..<min(body.count, index + 100))
    }
  }

  @Test func `what is written is read back, with every scheme of names that keeps them`() throws {
    var random = SeededRandom.fresh()
    for _ in 0..<300 {
      let samples = (0..<Int.random(in: 0...8, using: &random)).map { _ in randomSample(&random) }
      var writer = TextWriter(escaping: .allowUTF8)
      for sample in samples {
        writer.family(sample.labels.metricName, type: .gauge, help: randomText(&random))
        writer.sample(sample.labels, value: Double(bitPattern: sample.bits), timestamp: sample.timestamp)
      }
      let text = String(decoding: writer.bytes, as: UTF8.self)
      #expect(try Scanned(writer.bytes).samples == samples, "\(text) seed \(random.seed)")
    }
  }

  private func randomSample(_ random: inout SeededRandom) -> Scanned.Sample {
    var builder = LabelsBuilder()
    for _ in 0..<Int.random(in: 0...4, using: &random) {
      builder.set(randomText(&random) + "x", to: randomText(&random))
    }
    builder.set("__name__", to: randomText(&random) + "m")
    var value = Double(bitPattern: random.next())
    if value.isNaN { value = StaleMarker.ordinaryNaN }
    let isTimed = Bool.random(using: &random)
    return .init(builder.labels(), value, isTimed ? Int64.random(in: 0...1 << 50, using: &random) : nil)
  }

  private func randomText(_ random: inout SeededRandom) -> String {
    let pieces = ["a", "B", "_", "9", ".", "\"", "\\", "\n", "é", "💧", " ", "{", "}", "=", ",", "#", "n"]
    return (0..<Int.random(in: 0...5, using: &random)).map { _ in pieces.randomElement(using: &random) ?? "" }.joined()
  }
}
