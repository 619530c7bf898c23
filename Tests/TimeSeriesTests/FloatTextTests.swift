import Testing
import TimeSeries

struct FloatTextTests {
  @Test func `numbers are written without an exponent`() {
    let cases: [(Double, String)] = [
      (0, "0"), (-0.0, "-0"), (1, "1"), (0.1, "0.1"), (1e21, "1000000000000000000000"), (1e-7, "0.0000001"),
      (123.456, "123.456"), (-2.5e17, "-250000000000000000"), (.infinity, "+Inf"), (-.infinity, "-Inf"), (.nan, "NaN"),
    ]
    for (value, text) in cases { #expect(FloatText.plain(value) == text) }
  }

  @Test func `JSON takes an exponent where Go would`() {
    let cases: [(Double, String)] = [
      (1e21, "1e+21"), (1e20, "100000000000000000000"), (1e-6, "0.000001"), (1e-7, "1e-07"), (.leastNonzeroMagnitude, "5e-324"),
      (1.5e300, "1.5e+300"), (0, "0"),
    ]
    for (value, text) in cases { #expect(FloatText.json(value) == text) }
  }

  @Test func `alerts always take an exponent`() {
    let cases: [(Double, String)] = [(1, "1e+00"), (0, "0e+00"), (1234.5, "1.2345e+03"), (0.01, "1e-02")]
    for (value, text) in cases { #expect(FloatText.exponential(value) == text) }
  }
}
