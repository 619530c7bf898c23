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
      (1e21, "1e+21"), (1e20, "100000000000000000000"), (1e-6, "0.000001"), (1e-7, "1e-07"),
      (.leastNonzeroMagnitude, "5e-324"),
      (1.5e300, "1.5e+300"), (0, "0"),
    ]
    for (value, text) in cases { #expect(FloatText.json(value) == text) }
  }

  @Test func `alerts always take an exponent`() {
    let cases: [(Double, String)] = [(1, "1e+00"), (0, "0e+00"), (1234.5, "1.2345e+03"), (0.01, "1e-02")]
    for (value, text) in cases { #expect(FloatText.exponential(value) == text) }
  }

  @Test func `general and fixed forms are Go's`() {
    let general: [(Double, String)] = [
      (0, "0"), (-0.5, "-0.5"), (999_999, "999999"), (1e6, "1e+06"), (-1_234_567, "-1.234567e+06"),
      (0.0001, "0.0001"), (0.00001, "1e-05"), (1e30, "1e+30"), (.nan, "NaN"), (.infinity, "+Inf"),
    ]
    for (value, text) in general { #expect(FloatText.general(value) == text) }
    let fixed: [(Double, String)] = [
      (0, "0.000000"), (1.5, "1.500000"), (-0.25, "-0.250000"), (0.1234567, "0.123457"), (12345, "12345.000000"),
      (1e10, "10000000000.000000"), (1234567890.5, "1234567890.500000"), (0.9999999, "1.000000"), (.nan, "NaN"),
    ]
    for (value, text) in fixed { #expect(FloatText.fixed(value) == text) }
    // 0.0005 is a little more than that, 1.0005 a little less, 0.0625 just that.
    let short: [(Double, String)] = [(0.0005, "0.001"), (1.0005, "1.000"), (0.0625, "0.062"), (2.9996, "3.000")]
    for (value, text) in short { #expect(FloatText.fixed(value, digitCount: 3) == text) }
  }
}
