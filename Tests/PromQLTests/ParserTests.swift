import TestSupport
import Testing
import TimeSeries

@testable import PromQL

private func canonical(_ text: String) throws -> String { try Parser.parse(text).text }

private func errorText(_ text: String) -> String {
  do throws(ParseError) {
    return "no error: \(try Parser.parse(text).text)"
  } catch {
    return error.description
  }
}

struct ParserTests {
  @Test func `operators bind by precedence and to the left`() throws {
    guard case .binary(let sum) = try Parser.parse("1 + 2 * 3 - 4") else { return #expect(Bool(false)) }
    #expect(sum.operation == .subtract)
    #expect(sum.left.text == "1 + 2 * 3")
    guard case .binary(let either) = try Parser.parse("a or b and c unless d") else { return #expect(Bool(false)) }
    #expect(either.operation == .or)
    #expect(either.right.text == "b and c unless d")
  }

  @Test func `powers bind to the right and tighter than signs`() throws {
    guard case .binary(let power) = try Parser.parse("2 ^ 3 ^ 4") else { return #expect(Bool(false)) }
    #expect(power.right.text == "3 ^ 4")
    guard case .unary(let sign) = try Parser.parse("-2 ^ 2") else { return #expect(Bool(false)) }
    #expect(sign.operand.text == "2 ^ 2")
    guard case .binary(let product) = try Parser.parse("2 ^ -1 * 3") else { return #expect(Bool(false)) }
    #expect(product.operation == .multiply)
    #expect(product.left.text == "2 ^ -1")
  }

  @Test func `signs become part of numbers and stay before vectors`() throws {
    guard case .number(let number) = try Parser.parse("--1") else { return #expect(Bool(false)) }
    #expect(number.value == 1)
    #expect(number.range == SourceRange(0, 3))
    guard case .number(let duration) = try Parser.parse("-5m") else { return #expect(Bool(false)) }
    #expect(duration.value == -300 && duration.isDuration)
    guard case .unary(let unary) = try Parser.parse("- foo offset 5m") else { return #expect(Bool(false)) }
    #expect(unary.operand.text == "foo offset 5m")
  }

  @Test func `numbers are read as Go reads them`() throws {
    let cases: [(String, Double)] = [
      ("0x1F", 31), ("0xee ", 238), ("010", 8), ("08", 8), ("1_000", 1000), ("0x_53_AB_F3_82", 1_403_777_922),
      ("1e3", 1000),
      (".5", 0.5), ("5.", 5), ("Inf", .infinity), ("-inf", -.infinity), ("1h30m", 5400), ("10ms", 0.01),
      ("1y", 31_536_000),
      ("9223372036854775808", 0x1p63),
    ]
    for (text, value) in cases {
      guard case .number(let number) = try Parser.parse(text) else { return #expect(Bool(false), "\(text)") }
      #expect(number.value == value, "\(text)")
    }
    guard case .number(let nan) = try Parser.parse("nan") else { return #expect(Bool(false)) }
    #expect(nan.value.isNaN)
  }

  @Test func `keywords are metric names where nothing else fits`() throws {
    for name in [
      "sum", "by", "offset", "without", "and", "or", "unless", "start", "end", "step", "range", "fill",
      "anchored", "smoothed", "limitk", "min_of", "quantile", "SUM", "a:b", "fill_left",
    ] {
      guard case .selector(let selector) = try Parser.parse(name) else { return #expect(Bool(false), "\(name)") }
      #expect(selector.name == name)
      #expect(selector.matchers == [LabelMatcher("__name__", equals: name)])
    }
    #expect(try canonical("and and and") == "and and and")
    #expect(
      try canonical("sum by (by, on, sum, offset, bool, atan2, start) (sum)")
        == "sum by (by, on, sum, offset, bool, atan2, start) (sum)")
    #expect(try canonical("fill + fill (1) fill") == "fill + fill (1) fill")
  }

  @Test func `matchers take names in quotes and a comma at the end`() throws {
    guard case .selector(let selector) = try Parser.parse(#"{"metric.name", "l.x"='v', on!~"a|b",}"#) else {
      return #expect(Bool(false))
    }
    #expect(selector.name.isEmpty)
    #expect(
      selector.matchers == [
        LabelMatcher("__name__", equals: "metric.name"), LabelMatcher("l.x", equals: "v"),
        try LabelMatcher("on", .doesNotMatch, "a|b"),
      ])
    #expect(try canonical("{__name__=~\"job:.*\"}") == "{__name__=~\"job:.*\"}")
  }

  @Test func `groupings stand before or behind and take quoted names`() throws {
    #expect(try canonical("sum(x) by (a,)") == "sum by (a) (x)")
    #expect(try canonical(#"sum by ("a.b", c) (x)"#) == #"sum by ("a.b", c) (x)"#)
    #expect(try canonical("sum without () (x)") == "sum without () (x)")
    #expect(try canonical("sum by () (x)") == "sum(x)")
    #expect(try canonical("topk by (a) (3, x)") == "topk by (a) (3, x)")
    #expect(try canonical("count_values(\"v\", x)") == "count_values(\"v\", x)")
  }

  @Test func `matching modifiers keep their order`() throws {
    guard case .binary(let binary) = try Parser.parse("a == bool on (x, \"y.z\") group_left (w) fill_right (2) b")
    else {
      return #expect(Bool(false))
    }
    #expect(binary.returnsBool)
    #expect(binary.matching.isOn && binary.matching.labels == ["x", "y.z"])
    #expect(binary.matching.cardinality == .manyToOne && binary.matching.included == ["w"])
    #expect(binary.matching.fillLeft == nil && binary.matching.fillRight == 2)
    guard case .binary(let set) = try Parser.parse("a and on () b") else { return #expect(Bool(false)) }
    #expect(set.matching.cardinality == .manyToMany && set.matching.isOn)
    #expect(try canonical("a + fill (-inf) b") == "a + fill (-Inf) b")
    #expect(try canonical("a + fill_right(1) fill_left(2) b") == "a + fill_left (2) fill_right (1) b")
    #expect(try canonical("a / on (x) group_left b") == "a / on (x) group_left () b")
  }

  @Test func `offset and anchor stand in any order`() throws {
    #expect(try canonical("x offset 5m @ 10") == "x @ 10.000 offset 5m")
    #expect(try canonical("x @ -1.5 offset -1h") == "x @ -1.500 offset -1h")
    #expect(try canonical("x[5m] @ start() offset 300") == "x[5m] @ start() offset 5m")
    #expect(try canonical("x[1h:5m] offset 1w @ end()") == "x[1h:5m] @ end() offset 1w")
    #expect(try canonical("x[1h:]") == "x[1h:]")
    #expect(try canonical("rate(x[5m] anchored)") == "rate(x[5m] anchored)")
    #expect(try canonical("x smoothed @ 1") == "x @ 1.000 smoothed")
    #expect(try canonical("x offset 0s offset 5m") == "x offset 5m")
    #expect(try canonical("x @ end() [5m]") == "x[5m] @ end()")
    #expect(try canonical("x offset step() anchored [5m]") == "x[5m] anchored offset step()")
  }

  @Test func `durations are expressions`() throws {
    #expect(try canonical("x[5m*2+1]") == "x[5m * 2 + 1]")
    #expect(try canonical("x[1+(STep()-5)*2]") == "x[1 + (step() - 5) * 2]")
    #expect(try canonical("x[29m+60s:step()]") == "x[29m + 1m:step()]")
    #expect(try canonical("x offset -min_of(step(), 1s)+8000") == "x offset -min_of(step(), 1s) + 8000")
    #expect(try canonical("x offset -2^2") == "x offset -2s ^ 2")
    #expect(try canonical("x offset (-2*2)") == "x offset (-2 * 2)")
    // Behind a parenthesis or two signs an operator is the duration's, and needs a duration on its other side.
    for (text, isDuration) in [
      ("x offset (5m) * 2", true), ("x offset (5m) ^ 2", true), ("x offset - -5m + 1m", true),
      ("x offset -(5m) * 2", false), ("x offset +5m * 2", false), ("x offset min_of(1s, 2s) * 2", false),
      ("x offset (5m) == 2", false), ("x offset (5m) atan2 y", false),
    ] {
      let parsed = try Parser.parse(text)
      if case .binary = parsed { #expect(!isDuration, "\(text)") } else { #expect(isDuration, "\(text)") }
    }
    #expect(
      errorText("x offset (5m) + y")
        == #"1:17: parse error: unexpected identifier "y" in offset, expected number, duration, step(), or range()"#)
    #expect(try canonical("x[-5m+35m]") == "x[-5m + 35m]")
    guard case .binary(let binary) = try Parser.parse("x offset step()^0") else { return #expect(Bool(false)) }
    #expect(binary.operation == .power)
  }

  @Test func `durations are computed in seconds`() throws {
    let cases: [(String, Milliseconds)] = [
      ("5m*2", 600_000), ("60*30", 1_800_000), ("2^3", 8000), ("7s%4", 3000), ("step()+1ms", 10_001),
      ("range()/2", 50_000),
      ("max_of(min_of(step()+1,1h),1ms)", 11_000), ("-5m+35m", 1_800_000), ("-(5m)+6m", 60_000), ("-2^2+5", 1000),
      ("300", 300_000), ("1.5", 1500), ("0.1+0.2", 300),
    ]
    for (text, milliseconds) in cases {
      guard case .matrix(let matrix) = try Parser.parse("x[\(text)]") else { return #expect(Bool(false), "\(text)") }
      #expect(try matrix.window.milliseconds(step: 10_000, range: 100_000) == milliseconds, "\(text)")
    }
  }

  @Test func `a duration that has no value says so when it is asked`() throws {
    for (text, message) in [
      ("5m/(1-1)", "2:9: division by zero"), ("1+5m%(step()-1)", "4:16: modulo by zero"),
      ("1h-2h", "2:7: duration must be greater than 0"), ("-(step())", "2:10: duration must be greater than 0"),
      ("min_of(1h, -1h)", "9:16: duration must be greater than 0"), ("10^40", "2:7: duration is out of range"),
      ("(-1)^0.5", "3:10: duration is out of range"),
    ] {
      guard case .matrix(let matrix) = try Parser.parse("x[\(text)]") else { return #expect(Bool(false), "\(text)") }
      let error = #expect(throws: QueryError.self) {
        try matrix.window.positiveMilliseconds(step: 1000, range: 1000)
      }
      #expect(error?.description == message, "\(text)")
    }
  }

  @Test func `comments may stand anywhere`() throws {
    #expect(try canonical("# all\nsum( # what\n x # name\n) # end") == "sum(x)")
  }

  @Test func `a selector alone gives its matchers`() throws {
    #expect(
      try Parser.parseSelector("x{a='b'}") == [LabelMatcher("a", equals: "b"), LabelMatcher("__name__", equals: "x")])
    let error = #expect(throws: ParseError.self) { try Parser.parseSelector("{a=~'.*'}") }
    #expect(error?.description == "match[] must contain at least one non-empty matcher")
    let behind = #expect(throws: ParseError.self) { try Parser.parseSelector("x + y") }
    #expect(behind?.description == "1:3: parse error: unexpected <op:+>")
    let empty = #expect(throws: ParseError.self) { try Parser.parseSelector("") }
    #expect(empty?.description == "unknown position: parse error: unexpected end of input")
  }

  @Test func `errors of grammar are those of Prometheus`() {
    let cases = [
      ("", "unknown position: parse error: no expression found in input"),
      ("# only a comment", "1:1: parse error: no expression found in input"),
      ("1+", "1:3: parse error: unexpected end of input"),
      ("*1", "1:1: parse error: unexpected <op:*>"),
      ("a b", "1:3: parse error: unexpected identifier \"b\""),
      ("-=", "1:2: parse error: unexpected \"=\""),
      ("a:b(x)", "1:4: parse error: unexpected \"(\""),
      (
        "1 offset 1d",
        "1:1: parse error: offset modifier must be preceded by an instant vector selector or range vector selector or a subquery"
      ),
      (
        "sum(x) @ 5",
        "1:1: parse error: @ modifier must be preceded by an instant vector selector or range vector selector or a subquery"
      ),
      ("foo offset 1s offset 2s", "1:1: parse error: offset may not be set multiple times"),
      ("foo @ 1 @ start()", "1:1: parse error: @ <timestamp> may not be set multiple times"),
      ("foo @ inf", "1:1: parse error: timestamp out of bounds for @ modifier: +Inf"),
      ("foo @ start", "1:12: parse error: unexpected end of input in @, expected timestamp"),
      ("foo @ x", "1:7: parse error: unexpected identifier \"x\" in @, expected timestamp"),
      (
        "foo offset",
        "1:11: parse error: unexpected end of input in offset, expected number, duration, step(), or range()"
      ),
      (
        "foo[]",
        "1:5: parse error: unexpected \"]\" in subquery or range selector, expected number, duration, step(), or range()"
      ),
      (
        "foo[5m+]",
        "1:8: parse error: unexpected \"]\" in subquery or range selector, expected number, duration, step(), or range()"
      ),
      ("foo[5m 5m]", "1:8: parse error: unexpected duration \"5m\" in subquery or range, expected \":\" or \"]\""),
      ("foo[5m:)]", "1:9: parse error: unexpected right parenthesis ')'"),
      (
        "foo[5m:*]",
        "1:8: parse error: unexpected <op:*> in subquery selector, expected number, duration, step(), range(), or \"]\""
      ),
      ("foo[5m:1s 1s]", "1:11: parse error: unexpected duration \"1s\" in subquery selector, expected \"]\""),
      ("foo[0]", "1:5: parse error: duration must be greater than 0"),
      ("foo[-1m]", "1:5: parse error: duration must be greater than 0"),
      ("foo[1e-9]", "1:5: parse error: duration must be greater than 0"),
      ("foo[5m:.5e-3]", "1:8: parse error: duration must be greater than 0"),
      ("foo[(-1m)]", "1:6: parse error: duration must be greater than 0"),
      ("foo[5m/(0)]", "1:7: parse error: division by zero"),
      ("foo[5m/0]", "1:7: parse error: division by zero"),
      ("foo[5m%0s]", "1:7: parse error: modulo by zero"),
      ("foo[1000y]", "1:5: parse error: duration out of range"),
      ("foo[5hs]", "1:5: parse error: not a valid duration string: \"5hs\""),
      ("(foo + bar)[5m]", "1:12: parse error: ranges only allowed for vector selectors"),
      ("foo offset 5m [5m]", "1:15: parse error: no offset modifiers allowed before range"),
      ("foo @ 5 [5m]", "1:9: parse error: no @ modifiers allowed before range"),
      ("foo[1m:] anchored", "1:1: parse error: anchored modifier is not supported for subqueries"),
      ("foo[1m] anchored smoothed", "1:1: parse error: anchored and smoothed modifiers cannot be used together"),
      ("1 smoothed", "1:1: parse error: smoothed modifier not implemented"),
      ("a - on(b) ignoring(c) d", "1:11: parse error: unexpected <ignoring>"),
      ("a + group_left b", "1:5: parse error: unexpected <group_left>"),
      ("a + on (b) group_left >= c", "1:23: parse error: unexpected <op:>=> in grouping opts, expected \"(\""),
      (
        "foo[5m:1s+]",
        "1:11: parse error: unexpected \"]\" in subquery selector, expected number, duration, step(), range(), or \"]\""
      ),
      ("a + on b", "1:8: parse error: unexpected identifier \"b\" in grouping opts, expected \"(\""),
      ("a + on (b c) d", "1:11: parse error: unexpected identifier \"c\" in grouping opts, expected \",\" or \")\""),
      ("a + on (b,,) d", "1:11: parse error: unexpected \",\" in grouping opts, expected label"),
      ("sum by (1) (x)", "1:9: parse error: unexpected number \"1\" in grouping opts, expected label"),
      ("sum by (\"\") (x)", "1:9: parse error: invalid label name for grouping: \"\""),
      ("sum by x (y)", "1:8: parse error: unexpected identifier \"x\" in grouping opts, expected \"(\""),
      ("sum without (x) y", "1:17: parse error: unexpected identifier \"y\" in aggregation"),
      ("sum(a b)", "1:7: parse error: unexpected identifier \"b\" in aggregation"),
      ("sum(rate(a b))", "1:12: parse error: unexpected identifier \"b\" in aggregation"),
      ("sum(x) without (a) by (b)", "1:20: parse error: unexpected <by>"),
      ("sum x", "1:5: parse error: unexpected identifier \"x\""),
      ("sum() by (x)", "1:1: parse error: no arguments for aggregate expression provided"),
      ("topk(x)", "1:1: parse error: wrong number of arguments for aggregate expression provided, expected 2, got 1"),
      ("sum(x, y)", "1:1: parse error: wrong number of arguments for aggregate expression provided, expected 1, got 2"),
      ("rate(x[5m],)", "1:11: parse error: trailing commas not allowed in function call args"),
      ("topk(x,,y)", "1:7: parse error: trailing commas not allowed in function call args"),
      ("nope(x)", "1:1: parse error: unknown function with name \"nope\""),
      ("a > b()", "1:5: parse error: unknown function with name \"b\""),
      ("x{a=b}", "1:5: parse error: unexpected identifier \"b\" in label matching, expected string"),
      ("x{a}", "1:4: parse error: unexpected \"}\" in label matching, expected label matching operator"),
      ("x{,}", "1:3: parse error: unexpected \",\" in label matching, expected identifier or \"}\""),
      ("x{a='b' c}", "1:9: parse error: unexpected identifier \"c\" in label matching, expected \",\" or \"}\""),
      ("x{a='b',,}", "1:9: parse error: unexpected \",\" in label matching, expected identifier or \"}\""),
      ("x{a== 'b'}", "1:5: parse error: unexpected \"=\" in label matching, expected string"),
      ("x '0123456789abc'", "1:3: parse error: unexpected string \"'012345678\"..."),
      (".5.5", "1:1: parse error: error parsing number: strconv.ParseFloat: parsing \".5.5\": invalid syntax"),
      ("1e999", "1:1: parse error: error parsing number: strconv.ParseFloat: parsing \"1e999\": value out of range"),
      ("x\n  + +\n  )", "3:4: parse error: unexpected right parenthesis ')'"),
    ]
    for (text, expected) in cases { #expect(errorText(text) == expected, "\(text)") }
  }

  @Test func `a bad regular expression is placed at its matcher`() {
    #expect(errorText("x{a=~'('}") == "1:3: parse error: error parsing regexp: missing closing ): `(`")
    #expect(errorText("x{a=~'b)(c'}") == "1:3: parse error: error parsing regexp: unexpected ): `b)(c`")
    #expect(
      errorText("x{a=~'b\\\\'}")
        == "1:3: parse error: error parsing regexp: trailing backslash at end of expression: ``")
    #expect(
      errorText("x{a!~'*'}")
        == "1:3: parse error: error parsing regexp: missing argument to repetition operator: `*`")
  }
}

struct ParserLimitsTests {
  @Test func `ten thousand parentheses are refused`() {
    let text = String(repeating: "(", count: 10_000) + "1" + String(repeating: ")", count: 10_000)
    #expect(errorText(text) == "1:501: parse error: expression is nested more than 500 levels deep; split it up")
  }

  @Test func `what is as deep as allowed is read, printed and checked`() throws {
    let text = String(repeating: "(", count: 490) + "1" + String(repeating: ")", count: 490)
    #expect(try canonical(text) == text)
  }

  @Test func `a long sum is no deeper than a short one`() throws {
    for (operation, count) in [("+", 10_000), ("or", 1000), ("+ on (a) group_left (b)", 1000), ("== bool", 1000)] {
      let sum = Array(repeating: "a", count: count).joined(separator: " \(operation) ")
      let expression = try Parser.parse(sum)
      #expect(expression.text == sum)
      #expect(expression.depth == 2)
      #expect(expression.mapSelectors { $0.setting(LabelMatcher("b", equals: "c")) }.text.utf8.count > sum.utf8.count)
      let pretty = expression.prettyText
      #expect(pretty.utf8.count < 300 * count)
      #expect(try canonical(pretty) == sum)
    }
    let product = Array(repeating: "a * b", count: 3000).joined(separator: " - ")
    #expect(try canonical(product + " > 1 or " + product) == product + " > 1 or " + product)
  }

  @Test func `what joins many operands tells of each step`() throws {
    guard case .binary(let sum) = try Parser.parse("1 + 2 - a + 3") else { return #expect(Bool(false)) }
    #expect(sum.steps.map { Expression.binary($0).text } == ["1 + 2", "1 + 2 - a", "1 + 2 - a + 3"])
    #expect(sum.steps.map(\.type) == [.scalar, .instantVector, .instantVector])
    #expect(sum.steps.map(\.range) == [SourceRange(0, 5), SourceRange(0, 9), SourceRange(0, 13)])
    #expect(sum.steps.map(\.left.text) == ["1", "1 + 2", "1 + 2 - a"])
  }

  @Test func `long chains of every kind are refused, not overflowed`() {
    let chains = [
      String(repeating: "-", count: 300_000) + "a",
      Array(repeating: "2", count: 300_000).joined(separator: "^"), "x" + String(repeating: "[1h:1m]", count: 100_000),
      "x[" + String(repeating: "-", count: 300_000) + "1]", "x[" + String(repeating: "(", count: 300_000) + "1]",
      "x[" + Array(repeating: "1", count: 300_000).joined(separator: "+") + "]",
      "x offset " + String(repeating: "-", count: 300_000) + "1", String(repeating: "sum(", count: 100_000) + "x",
      String(repeating: "abs(", count: 100_000) + "x",
    ]
    for chain in chains { #expect(errorText(chain).contains("levels deep"), "\(chain.prefix(40))") }
    #expect(
      errorText(Array(repeating: "1", count: 300_000).joined(separator: "+"))
        == "1:1: parse error: expression has more than 10000 operators in a row; split it up")
  }

  @Test func `a megabyte is read in time`() throws {
    let values = (0..<100_000).map { "value\($0)" }.joined(separator: "|")
    #expect(try Parser.parseSelector("x{a=~\"\(values)\"}").count == 2)
    let arguments = (0..<50_000).map { "\"label\($0)\"" }.joined(separator: ", ")
    #expect(try canonical("label_join(x, \"a\", \"b\", \(arguments))").utf8.count > 500_000)
    #expect(errorText(String(repeating: " ", count: 5 << 20)).hasPrefix("the query has 5242880 bytes"))
  }
}

private let words = [
  "sum", "rate", "x", "{", "}", "(", ")", "[", "]", "5m", "1", "\"a\"", "'b'", "=", "=~", "!=", "and", "or", "by", "on",
  "group_left", "offset", "@", "start", "end", "step", "min_of", ",", ":", "+", "-", "^", "bool", "topk", "quantile",
  "a:b",
  "`c`", "#", "\n", "fill", "anchored", "inf", "0x", "_", ".", "é", "\u{0}", "</", ">/", "==", "info", "label_join",
]

struct ParserFuzzTests {
  @Test func `no sequence of words crashes the parser, and what is read is printed so that it reads back`() throws {
    var random = SeededRandom.fresh()
    for _ in 0..<20_000 {
      let text = (0..<Int.random(in: 1...14, using: &random))
        .map { _ in words.randomElement(using: &random) ?? "" }.joined(
          separator: Bool.random(using: &random) ? " " : "")
      guard let expression = try? Parser.parse(text) else { continue }
      #expect(errorText(expression.text) == "no error: \(expression.text)", "seed \(random.seed): \(text)")
    }
  }

  @Test func `no mutation of a query crashes the parser`() {
    let query =
      #"sum by (job) (rate(x{a=~"b.*", "c.d"!='e'}[5m:step()] offset -1h @ end())) / on (a) group_left fill (1) y ^ 0x1F"#
    var random = SeededRandom.fresh()
    for _ in 0..<20_000 {
      var bytes = Array(query.utf8)
      for _ in 0..<Int.random(in: 1...4, using: &random) {
        let position = Int.random(in: 0..<bytes.count, using: &random)
        switch Int.random(in: 0..<3, using: &random) {
        case 0: bytes[position] = UInt8.random(in: 0...255, using: &random)
        case 1: bytes.remove(at: position)
        default: bytes.insert(contentsOf: bytes[position..<min(position + 5, bytes.count)], at: position)
        }
      }
      let text = String(decoding: bytes, as: UTF8.self)
      guard let expression = try? Parser.parse(text) else { continue }
      #expect(errorText(expression.text) == "no error: \(expression.text)", "seed \(random.seed): \(text)")
    }
  }
}
