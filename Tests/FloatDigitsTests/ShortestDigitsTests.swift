import FloatDigits
import TestSupport
import Testing

struct ShortestDigitsTests {
  private func digits(_ magnitude: Double) -> (text: String, exponent: Int) {
    var room = [UInt8](repeating: 0, count: ShortestDigits.countMax)
    let (count, exponent) = room.withUnsafeMutableBytes { ShortestDigits.write(magnitude, to: $0) }
    return (String(decoding: room.prefix(count), as: UTF8.self), exponent)
  }

  @Test func `digits have no zeros at the end`() {
    let cases: [(Double, String, Int)] = [
      (0, "0", 0), (1, "1", 0), (1000, "1", 3), (0.1, "1", -1), (12.5, "125", 1), (1e23, "1", 23),
      (.leastNonzeroMagnitude, "5", -324),
      (.greatestFiniteMagnitude, "17976931348623157", 308), (9_007_199_254_740_992, "9007199254740992", 15),
    ]
    for (value, text, exponent) in cases {
      let written = digits(value)
      #expect(written.text == text)
      #expect(written.exponent == exponent)
    }
  }

  @Test func `digits read back as the same number and are as few as Swift's own`() {
    var random = SeededRandom.fresh()
    for _ in 0..<20_000 {
      let value = Double(bitPattern: random.next()).magnitude
      guard value.isFinite else { continue }
      let (text, exponent) = digits(value)
      #expect(Double("\(text)e\(exponent - text.count + 1)") == value, "seed \(random.seed)")
      let own = value.description.prefix { $0 != "e" }.filter { $0 != "." }.drop { $0 == "0" }
      #expect(text.count <= own.count, "seed \(random.seed)")
    }
  }
}
