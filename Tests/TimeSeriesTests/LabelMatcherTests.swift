import RE2
import Testing
import TimeSeries

struct LabelMatcherTests {
  private func matcher(_ operation: LabelMatcher.Operation, _ value: String) throws -> LabelMatcher {
    try LabelMatcher("job", operation, value)
  }

  @Test func `regular expressions are anchored and a dot takes a newline`() throws {
    #expect(try matcher(.matches, "a.c").matches("a\nc"))
    #expect(try !matcher(.matches, "b").matches("abc"))
    #expect(try matcher(.matches, "a|bc").matches("bc"))
    #expect(try !matcher(.matches, "a|bc").matches("ac"))
    #expect(try matcher(.doesNotMatch, "b").matches("abc"))
  }

  @Test func `a missing label is an empty one`() throws {
    #expect(try matcher(.notEqual, "x").matches(["a": "b"]))
    #expect(try matcher(.matches, ".*").matchesEmpty)
    #expect(try !matcher(.matches, ".+").matchesEmpty)
    #expect(try matcher(.matches, "a|").matchesEmpty)
  }

  @Test func `values are compared as bytes, not as characters`() throws {
    let composed = "\u{e9}"
    let decomposed = "e\u{301}"
    #expect(try !matcher(.equal, composed).matches(decomposed))
    #expect(try matcher(.notEqual, composed).matches(decomposed))
    #expect(try !matcher(.matches, "\(composed)|x").matches(decomposed))
  }

  @Test func `what every match starts with is known`() throws {
    #expect(try LabelRegex("job:.*").prefix == "job:")
    #expect(try LabelRegex("abc?").prefix == "ab")
    #expect(try LabelRegex("a|b").alternatives == ["a", "b"])
    #expect(try LabelRegex("a.*|b").prefix == "")
    #expect(try LabelRegex("job:.*").matches("job:x"))
    #expect(try !LabelRegex("job:.*").matches("cluster:x"))
  }

  @Test func `shortcuts agree with the expression itself`() throws {
    let texts = ["", "a", "ab", "abc", "job:x", "job:", "job", "a\nb", "x|y", "aaa"]
    let patterns = ["", "a", "a*", "a+b?", "job:.*", "job:.+", ".*", ".+", "a|b", "a|", "(a|b)c", "ab?c", "a{2,3}"]
    for pattern in patterns {
      let plain = try RegularExpression("(?s:\(pattern))")
      let regex = try LabelRegex(pattern)
      for text in texts { #expect(regex.matches(text) == plain.matchesWhole(text), "\(pattern) on \(text)") }
    }
  }
}
