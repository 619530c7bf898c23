import PromQL
import Testing
import TimeSeries

struct ExpressionEditingTests {

  @Test func `every selector is changed, wherever it stands`() throws {
    let text = #"""
      -f(up) + on (x) sum by (a) (topk(scalar(k), {a="1"} offset 5m)) / (rate(b{a="1",a!="2"}[5m:1m] @ 3) and rate(c{x="y"}[1m] smoothed))
      """#.replacing("f(up)", with: "abs(up)")
    let expression = try Parser.parse(text)
    let set = expression.mapSelectors { $0.setting(LabelMatcher("a", equals: "z")) }
    #expect(
      set.text == #"""
        -abs(up{a="z"}) + on (x) sum by (a) (topk(scalar(k{a="z"}), {a="z"} offset 5m)) / (rate(b{a="z"}[5m:1m] @ 3.000) and rate(c{a="z",x="y"}[1m] smoothed))
        """#)
    let deleted = expression.mapSelectors { $0.removingMatchers(of: "x") }
    #expect(deleted.text.contains("rate(c[1m] smoothed)"))
    #expect(expression.mapSelectors { $0 }.text == expression.text)
  }

  @Test func `a name is set and taken away like any label`() throws {
    let selector = try Parser.parse(#"up{a="1"}"#)
    let cases: [(LabelMatcher, String)] = [
      (LabelMatcher("__name__", equals: "down"), #"down{a="1"}"#),
      (LabelMatcher("__name__", equals: "a b"), #"{__name__="a b",a="1"}"#),
      (try LabelMatcher("__name__", .matches, "d.*"), #"{__name__=~"d.*",a="1"}"#),
      (try LabelMatcher("b", .doesNotMatch, "x"), #"up{a="1",b!~"x"}"#),
    ]
    for (matcher, expected) in cases {
      let text = selector.mapSelectors { $0.setting(matcher) }.text
      #expect(text == expected)
      #expect(try Parser.parse(text).text == expected)
    }
    #expect(selector.mapSelectors { $0.removingMatchers(of: "__name__") }.text == #"{a="1"}"#)
  }
}
