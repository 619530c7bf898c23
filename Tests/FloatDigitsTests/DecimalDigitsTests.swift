import FloatDigits
import Testing

struct DecimalDigitsTests {
  private func read(_ text: String) -> (value: Double?, length: Int) {
    var position = 0
    let value = Array(text.utf8).withUnsafeBufferPointer { DecimalDigits.read($0, at: &position) }
    return (value, position)
  }

  @Test func `a decimal is read as far as it goes`() {
    for (text, value, length) in [("12.5", 12.5, 4), ("12.5x", 12.5, 4), (".5 7", 0.5, 2), ("1.", 1, 2), ("1e", 1, 1)] {
      #expect(read(text) == (value, length), "\(text)")
    }
  }

  @Test func `what is too small is zero, what is too large or no decimal is nothing`() {
    #expect(read("1e-400").value == 0)
    #expect(read("1e400").value == nil)
    for text in ["", ".", "x", "+1"] { #expect(read(text) == (nil, 0), "\(text)") }
  }
}
