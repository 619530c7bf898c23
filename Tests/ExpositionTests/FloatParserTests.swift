import Glibc
import TestSupport
import Testing

@testable import Exposition

struct FloatParserTests {
  private func parse(_ text: String) -> UInt64? {
    var position = 0
    let bytes = Array(text.utf8)
    let value = bytes.withUnsafeBufferPointer { FloatParser.parse($0, at: &position) }
    if value != nil { #expect(position == bytes.count, "\(text)") }
    return value?.bitPattern
  }

  /// Both must agree to the bit, but for a result beyond range, which we refuse.
  private func expectSame(_ text: String, _ context: String = "") {
    let expected = strtod(text, nil)
    #expect(parse(text) == (expected.isInfinite ? nil : expected.bitPattern), "\(text) \(context)")
  }

  @Test func `reads what Go reads`() {
    for text in ["0", "-0", "+1", "1.", ".5", "1e3", "1E+3", "1e-3", "007", "0.1", "-12.5e2", "1e22", "1e23", "5e-324"]
    {
      expectSame(text)
    }
    #expect(parse("NaN") == 0x7ff8_0000_0000_0001 && parse("nan") == 0x7ff8_0000_0000_0001)
    #expect(parse("Inf") == Double.infinity.bitPattern && parse("+iNFinity") == Double.infinity.bitPattern)
    #expect(parse("-inf") == (-Double.infinity).bitPattern)
    #expect(parse("1e-9999") == 0 && parse("-1e-400") == (-0.0).bitPattern)
  }

  @Test func `refuses what Go refuses`() {
    let wrong = [
      "", "+", "-", ".", "e1", "1e", "1e+", "1.2.3", "0x10", "0x1p4", "1_0", "1,5", "+nan", "-nan", "nan(1)", "infinit",
      "1e309", "-1e400", "1e99999999999999999999", "--1", "١", "1\r", "1\u{0}",
    ]
    for text in wrong { #expect(parse(text) == nil, "\(text)") }
  }

  @Test func `ends at a blank or a line feed only`() {
    for (text, end) in [("1.5 7", 3), ("1.5\t", 3), ("1.5\n2", 3), ("nan 1", 3), ("12345678901234567890 1", 20)] {
      var position = 0
      let value = Array(text.utf8).withUnsafeBufferPointer { FloatParser.parse($0, at: &position) }
      #expect(value != nil && position == end, "\(text)")
    }
  }

  @Test func `the hard cases of rounding agree with the C library`() {
    let hard = [
      "9007199254740993", "9007199254740992.5", "9007199254740991.4999999999999999999", "1.7976931348623157e308",
      "2.2250738585072011e-308", "2.2250738585072014e-308", "4.9406564584124654e-324", "8.5e-45", "1e-55", "1e55",
      "18446744073709551615", "18446744073709551616", "0.000000000000000000000000000000000000000012345678901234567",
      "179769313486231580793728971405301e276", "1448997445238699e-22",
      "7.0420557077594588669468784357561207962098443483187940792729600000e+59",
      "100000000000000016777215", "100000000000000016777216", "0.1e1", "6.02214076e23", "9999999999999999999e-19",
    ]
    for text in hard { expectSame(text) }
  }

  @Test func `random decimals agree with the C library to the bit`() {
    var random = SeededRandom.fresh()
    for _ in 0..<40_000 {
      let digits = String(UInt64.random(in: 0...UInt64.max, using: &random)).prefix(
        Int.random(in: 1...20, using: &random))
      let point = Int.random(in: 0...digits.count, using: &random)
      let exponent = Int.random(in: -340...320, using: &random)
      var text = digits.prefix(point) + (Bool.random(using: &random) ? "." : "") + digits.dropFirst(point)
      if Bool.random(using: &random) { text += "e\(exponent / (Bool.random(using: &random) ? 8 : 1))" }
      expectSame(String(text), "seed \(random.seed)")
    }
  }

  @Test func `random doubles come back from their shortest text`() {
    var random = SeededRandom.fresh()
    for _ in 0..<40_000 {
      let value = Double(bitPattern: random.next())
      guard value.isFinite else { continue }
      #expect(parse("\(value)") == value.bitPattern, "\(value) seed \(random.seed)")
      let everyday = Double.random(in: 0...1, using: &random) * (Bool.random(using: &random) ? 1 : 1e6)
      #expect(parse("\(everyday)") == everyday.bitPattern, "\(everyday) seed \(random.seed)")
    }
  }
}
