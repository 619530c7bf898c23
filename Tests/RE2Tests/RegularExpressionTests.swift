import RE2
import Testing

struct RegularExpressionTests {
  @Test func `groups are named with and without a P`() throws {
    for pattern in ["(?<name>b+)", "(?P<name>b+)", "(?:(?<name>b+))"] {
      let expression = try RegularExpression("a" + pattern)
      #expect(expression.groupNumber(named: "name") == 1, "\(pattern)")
      #expect(expression.groupsOfWhole("abb")?[1] == 1..<3, "\(pattern)")
    }
    for (pattern, text) in [
      (#"\(?<b"#, "<b"), (#"[(?<]b(?<n>c)?"#, "?b"), (#"[](?<]b"#, "]b"), (#"[^\](?<]b"#, "ab"),
      (#"\Q(?<n>\E(?<n>b)"#, "(?<n>b"), (#"\Q(?<"#, "(?<"),
    ] {
      #expect(try RegularExpression(pattern).matchesWhole(text), "\(pattern)")
    }
    #expect(throws: RegularExpressionError.self) { try RegularExpression("(?<=a)b") }
    #expect(throws: RegularExpressionError.self) { try RegularExpression("(?<") }
  }

  @Test func `matching is of the whole text`() throws {
    let expression = try RegularExpression("a+")
    #expect(expression.matchesWhole("aaa"))
    #expect(!expression.matchesWhole("aab"))
  }

  @Test func `groups are byte ranges, and absent where not taken`() throws {
    let expression = try RegularExpression("(é)(x)?(?P<rest>.*)")
    #expect(expression.groupsOfWhole("éyz") == [0..<4, 0..<2, nil, 2..<4])
    #expect(expression.groupNumber(named: "rest") == 3)
    #expect(expression.groupNumber(named: "none") == nil)
  }

  @Test func `the first match is found from a position on`() throws {
    let expression = try RegularExpression("b")
    #expect(expression.groupsOfFirst(in: "abab", from: 2) == [3..<4])
    #expect(expression.groupsOfFirst(in: "abab", from: 4) == nil)
  }

  @Test func `a bad pattern says why`() {
    #expect { try RegularExpression("a(b") } throws: { "\($0)" == "error parsing regexp: missing ): a(b" }
  }

  @Test func `a pattern that would explode is refused or harmless`() throws {
    #expect(throws: RegularExpressionError.self) { try RegularExpression("((a{1000}){1000}){1000}") }
    let nested = try RegularExpression("(a*)*b")
    #expect(!nested.matchesWhole(String(repeating: "a", count: 100_000)))
  }
}
