import TestSupport
import Testing
import TimeSeries

@testable import PromQL

/// Texts of random expressions that are well typed.
private struct ExpressionGenerator {
  var random: SeededRandom

  mutating func pick(_ choices: [String]) -> String { choices.randomElement(using: &random) ?? "" }

  mutating func vector(_ depth: Int) -> String {
    guard depth > 0 else { return selector() }
    switch Int.random(in: 0..<8, using: &random) {
    case 0: return "\(pick(["sum", "max", "count", "group"])) \(grouping())(\(vector(depth - 1)))"
    case 1: return "\(pick(["topk", "quantile", "limitk"]))(\(scalar(depth - 1)), \(vector(depth - 1))) \(grouping())"
    case 2: return "\(pick(["rate", "sum_over_time", "absent_over_time"]))(\(matrix(depth - 1)))"
    case 3: return "(\(vector(depth - 1))) \(operation()) (\(vector(depth - 1)))"
    case 4: return "(\(vector(depth - 1)))"
    case 5: return "\(pick(["-", "+"]))\(vector(depth - 1))"
    case 6: return "(\(vector(depth - 1))) \(pick(["+", "^", "== bool", "<", "atan2", ">/"])) \(scalar(depth - 1))"
    default: return "label_replace(\(vector(depth - 1)), 'a', \"$1\\n\", `b.c`, '(.*)')"
    }
  }

  mutating func scalar(_ depth: Int) -> String {
    guard depth > 0 else { return pick(["1", "-2.5e-7", "0x1F", "inf", "NaN", "5m", "1y3w", "pi()", "10ms", "1e30"]) }
    switch Int.random(in: 0..<4, using: &random) {
    case 0: return "(\(scalar(depth - 1)))"
    case 1: return "-\(scalar(depth - 1))"
    case 2: return "scalar(\(vector(depth - 1)))"
    default: return "\(scalar(depth - 1)) \(pick(["+", "*", "^", "%", "<= bool"])) \(scalar(depth - 1))"
    }
  }

  mutating func matrix(_ depth: Int) -> String {
    let window = pick(["5m", "300", "1h30m", "step() * 2", "(1m + range()) ^ 2", "min_of(1m, -2s)", "0.5"])
    let range =
      Bool.random(using: &random)
      ? "x{a!='b'}[\(window)]" : "(\(vector(depth - 1)))[\(window):\(pick(["", "1m", "step() / 2"]))]"
    return range + modifiers()
  }

  mutating func selector() -> String {
    pick(["x", "job:x:sum", "{\"é.b\"}", "sum", "offset", "{a=~\"b|\\\"c\\\\d\", b=\"\"}", "x{\"l.m\"='\\u200b'}"])
      + modifiers()
  }

  mutating func modifiers() -> String {
    pick(["", " offset 5m", " offset -(step() * 2)", " @ 1.5", " @ end()", " offset 1w @ start()", " @ -3 offset -1h"])
  }

  mutating func grouping() -> String { pick(["", "by (a, \"b.c\")", "without (sum)", "by ()", "without ()"]) }

  mutating func operation() -> String {
    pick([
      "+", "* on (a)", "/ ignoring (a, \"b.c\") group_left (d)", "== bool", "and on ()", "or", "unless ignoring (a)",
      "- on (a) group_right fill (1.5)", "% fill_left (-1) fill_right (nan)", "!= on () group_left () ",
    ])
  }
}

struct PrinterTests {
  @Test func `what is printed reads back as the same`() throws {
    var generator = ExpressionGenerator(random: .fresh())
    for _ in 0..<2000 {
      let text = generator.vector(4)
      let note: Comment = "seed \(generator.random.seed): \(text)"
      let expression = try Parser.parse(text)
      let again = try Parser.parse(expression.text)
      #expect(again.text == expression.text, note)
      #expect(again.depth == expression.depth && again.type == expression.type, note)
      #expect(try Parser.parse(expression.prettyText).text == expression.text, note)
    }
  }

  @Test func `the canonical text is that of Prometheus`() throws {
    let cases = [
      ("sum by(job)(rate(x[5m]))", "sum by (job) (rate(x[5m]))"),
      ("sum(x)without(a)", "sum without (a) (x)"),
      ("x{b='1',a=\"2\"}", "x{a=\"2\",b=\"1\"}"),
      ("{__name__='x'}", "{__name__=\"x\"}"),
      ("{'x'}", "{__name__=\"x\"}"),
      ("x{}", "x"),
      ("a+on(b)group_left(c)d", "a + on (b) group_left (c) d"),
      ("a+ignoring()b", "a + b"),
      ("1 + on () 2", "1 + 2"),
      ("a * ignoring () group_left (b) 2", "a * 2"),
      ("a - on () 1 + on () group_right b", "a - 1 + on () group_right () b"),
      ("a + fill (1e6) b", "a + fill (1e+06) b"),
      ("a + fill_left (.00001) b", "a + fill_left (1e-05) b"),
      ("a > bool 1e3", "a > bool 1000"),
      ("1e-7", "0.0000001"),
      ("x[90000]", "x[1d1h]"),
      ("x[604800s]", "x[1w]"),
      ("'a\\'b'", "\"a'b\""),
      ("time ( )", "time()"),
    ]
    for (text, expected) in cases { #expect(try Parser.parse(text).text == expected, "\(text)") }
  }

  @Test func `what was no character can be read again once it is written`() throws {
    for text in [#""a\xff""#, #"up{job="\xc3"}"#, #"{"a\xffb"="1"}"#, #"sum by ("\ufffd") (up)"#] {
      let written = try Parser.parse(text).text
      #expect(written.contains(#"\ufffd"#))
      #expect(try Parser.parse(written).text == written)
    }
  }

  @Test func `durations keep each millisecond, however long they are`() throws {
    let texts = ["x offset 64y225d9h11m52s806ms", "1s1ms", "x[1s1ms]", "x offset -292y", "x[(1s1ms + 4s3ms)]", "29ms"]
    for text in texts {
      let printed = try Parser.parse(text).text
      #expect(try Parser.parse(printed).text == printed)
      guard case .selector(let selector) = try Parser.parse(text) else { continue }
      guard case .selector(let again) = try Parser.parse(printed) else { continue }
      let offset = try selector.modifiers.offset?.milliseconds(step: 0, range: 0)
      #expect(try again.modifiers.offset?.milliseconds(step: 0, range: 0) == offset, "\(text)")
    }
    #expect(try Parser.parse("x offset 64y225d9h11m52s806ms").text == "x offset 23585d9h11m52s806ms")
    #expect(try Parser.parse("1s1ms").text == "1s1ms")
  }

  @Test func `a duration behind offset is read again as the same duration`() throws {
    let cases = [
      ("x offset --2-2m", "x offset (2 - 2m)"), ("x offset (5m) * 2", "x offset (5m * 2)"),
      ("x offset --2 ^ 2 - 1", "x offset --2 ^ 2 - 1"), ("x offset -+2 ^ 2", "x offset (-2 ^ 2)"),
      ("x offset +-step() * 2", "x offset (-step() * 2)"), ("x offset -(step())", "x offset -(step())"),
      ("x offset ((5m + 1m))", "x offset (5m + 1m)"), ("x offset (-2) ^ 2", "x offset (-2) ^ 2"),
      ("x offset -(-2m)", "x offset 2m"), ("x offset (5m)", "x offset 5m"),
      ("x offset .5e-3", "x"), ("x[5m] offset -1e-9", "x[5m]"), ("x offset 1.0005", "x offset 1s"),
      ("x[(5m)]", "x[5m]"), ("x[(-2) ^ 2]", "x[(-2) ^ 2]"), ("x[-(-2) ^ 3]", "x[-(-2) ^ 3]"),
    ]
    for (text, expected) in cases {
      let expression = try Parser.parse(text)
      #expect(expression.text == expected, "\(text)")
      let again = try Parser.parse(expected)
      #expect(again.text == expected, "\(text)")
      #expect(try again.shift == expression.shift, "\(text)")
    }
  }

  @Test func `long expressions are split at operators and parentheses`() throws {
    let long = "some_metric_with_a_long_name{cluster=\"a\"}"
    let text = "sum by (job) (rate(\(long)[5m])) / on (job) (\(long) + \(long) + \(long))"
    #expect(
      try Parser.parse(text).prettyText == """
          sum by (job) (rate(\(long)[5m]))
        / on (job)
          (
              \(long) + \(long)
            +
              \(long)
          )
        """)
    #expect(try Parser.parse("sum(x)+1").prettyText == "sum(x) + 1")
  }

  @Test func `a subquery that fits on its line is not indented`() throws {
    let subquery = "some_metric_with_a_long_name{cluster=\"a\",job=\"another_long_name\",replica!=\"b\"}[1h:5m]"
    #expect(
      try Parser.parse("quantile_over_time(0.95, \(subquery))").prettyText == """
        quantile_over_time(
          0.95,
        \(subquery)
        )
        """)
  }
}

extension Expression {
  /// How far back the selector looks, in a query of this and that step and range.
  fileprivate var shift: Milliseconds? {
    get throws {
      guard case .selector(let selector) = self else { return nil }
      return try selector.modifiers.offset?.milliseconds(step: 7000, range: 1_000_000)
    }
  }
}
