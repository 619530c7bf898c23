import TestSupport
import Testing
import TimeSeries

struct FloatTextBytesTests {
  private func bytes(_ value: Double) -> String {
    var bytes: [UInt8] = []
    FloatText.appendJSON(value, to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  private func plainBytes(_ value: Double) -> String {
    var bytes: [UInt8] = []
    FloatText.appendPlain(value, to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  @Test func `the bytes say what the text says at every corner`() {
    let corners: [Double] = [
      0, -0.0, 1, -1, 0.1, -0.25, 1e-4, 1e-5, 1e-6, 9.9e-7, 1e9, 999_999_999.9999, 1e15, 1e16, 1e17, 123_456_789_012,
      1e20, 1e21,
      .infinity, -.infinity, .nan, .pi, .greatestFiniteMagnitude, .leastNonzeroMagnitude, 0.30000000000000004,
    ]
    for value in corners {
      #expect(bytes(value) == FloatText.json(value))
      #expect(plainBytes(value) == FloatText.plain(value))
    }
  }

  @Test func `the bytes say what the text says for any value`() {
    var random = SeededRandom.fresh()
    for _ in 0..<20_000 {
      let bits = Double(bitPattern: random.next())
      let decimal = Double(Int64.random(in: -1_000_000_000...1_000_000_000, using: &random)) / 1000
      let rate = Double.random(in: 0...1e4, using: &random)
      for value in [bits, decimal, rate, rate * 1e-7] {
        #expect(bytes(value) == FloatText.json(value), "seed \(random.seed)")
        #expect(plainBytes(value) == FloatText.plain(value), "seed \(random.seed)")
      }
    }
  }

  @Test func `any value reads back from any notation`() {
    var random = SeededRandom.fresh()
    for _ in 0..<20_000 {
      let value = Double(bitPattern: random.next())
      guard value.isFinite else { continue }
      for text in [
        FloatText.plain(value), FloatText.json(value), FloatText.general(value), FloatText.exponential(value),
      ] {
        #expect(Double(text)?.bitPattern == value.bitPattern, "seed \(random.seed)")
      }
    }
  }
}
