import Testing

@testable import RuleUnitTest

@Suite struct LineDifferenceTests {
  @Test func `lines that differ are marked, the others kept`() {
    let cases: [(String, String, String)] = [
      ("a\nb\nc", "a\nx\nc", "  a\n- b\n+ x\n  c"), ("a", "a", "  a"), ("a", "a\nb", "  a\n+ b"),
      ("a\nb", "b", "- a\n  b"),
      ("a", "b", "- a\n+ b"),
    ]
    for (old, new, expected) in cases { #expect(LineDifference.text(from: old, to: new) == expected) }
  }
}
