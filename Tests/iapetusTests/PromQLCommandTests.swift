import PromQL
import Testing

@testable import iapetus

struct PromQLCommandTests {
  @Test func `a mark stands below the place of an error`() {
    let cases = [
      ("up +", "1:5: …\n  up +\n      ^"),
      ("sum(\n\tup up)", "2:5: …\n  \tup up)\n  \t   ^"),
    ]
    for (text, expected) in cases {
      do {
        _ = try Parser.parse(text)
        Issue.record("\(text) is parsed")
      } catch {
        let shown = ParseErrorText.text(of: error, in: text)
        #expect(shown.hasSuffix(String(expected.drop { $0 != "\n" })), "\(shown)")
        #expect(shown.hasPrefix("\(error)"))
      }
    }
    let unplaced = ParseError(unplaced: "too long")
    #expect(ParseErrorText.text(of: unplaced, in: "up") == "too long")
  }
}
