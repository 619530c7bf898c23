import Testing

@testable import PromQL

private func errorText(_ text: String) -> String {
  do throws(ParseError) {
    return "no error: \(try Parser.parse(text).text)"
  } catch {
    return error.description
  }
}

struct TypeCheckerTests {
  @Test func `every function has the type that its result has`() throws {
    #expect(try Parser.parse("scalar(x)").type == .scalar)
    #expect(try Parser.parse("scalar(x) + 1").type == .scalar)
    #expect(try Parser.parse("vector(1) + 1").type == .instantVector)
    #expect(try Parser.parse("-(1 + 2)").type == .scalar)
    #expect(try Parser.parse("x[5m]").type == .rangeVector)
    #expect(try Parser.parse("x[5m:]").type == .rangeVector)
    #expect(try Parser.parse("'a'").type == .string)
  }

  @Test func `errors of types are those of Prometheus`() {
    let cases = [
      ("rate(x)", "1:6: parse error: expected type range vector in call to function \"rate\", got instant vector"),
      ("abs(x[5m])", "1:5: parse error: expected type instant vector in call to function \"abs\", got range vector"),
      ("abs(1)", "1:5: parse error: expected type instant vector in call to function \"abs\", got scalar"),
      (
        "label_join(x, 'a', 'b', 'c', 1)",
        "1:30: parse error: expected type string in call to function \"label_join\", got scalar"
      ),
      ("abs()", "1:1: parse error: expected 1 argument(s) in call to \"abs\", got 0"),
      ("hour(x, x, x)", "1:1: parse error: expected at most 1 argument(s) in call to \"hour\", got 3"),
      ("label_join(x)", "1:1: parse error: expected at least 3 argument(s) in call to \"label_join\", got 1"),
      (
        "histogram_quantiles(x, 'q')",
        "1:1: parse error: expected at least 3 argument(s) in call to \"histogram_quantiles\", got 2"
      ),
      ("sum(x[5m])", "1:5: parse error: expected type instant vector in aggregation expression, got range vector"),
      ("topk(x, y)", "1:6: parse error: expected type scalar in aggregation parameter, got instant vector"),
      ("count_values(5, x)", "1:14: parse error: expected type string in aggregation parameter, got scalar"),
      ("1 == 1", "1:3: parse error: comparisons between scalars must use BOOL modifier"),
      ("x + bool y", "1:3: parse error: bool modifier can only be used on comparison operators"),
      ("x </ bool 1", "1:3: parse error: bool modifier can only be used on comparison operators"),
      ("1 and 1", "1:1: parse error: set operator \"and\" not allowed in binary scalar expression"),
      ("x or 1", "1:1: parse error: set operator \"or\" not allowed in binary scalar expression"),
      ("x and on (a) group_left (b) y", "1:1: parse error: no grouping allowed for \"and\" operation"),
      ("x and fill (1) y", "1:1: parse error: filling in missing series not allowed for set operators"),
      ("x + on (a) 1", "1:1: parse error: vector matching only allowed between instant vectors"),
      ("x + fill (1) 1", "1:1: parse error: filling in missing series only allowed between instant vectors"),
      ("x + on (a) group_left (a) y", "1:3: parse error: label \"a\" must not occur in ON and GROUP clause at once"),
      ("x[5m] + 1", "1:1: parse error: binary expression must contain only scalar and instant vector types"),
      ("1 + 'a'", "1:5: parse error: binary expression must contain only scalar and instant vector types"),
      (
        "-'a'",
        "1:1: parse error: unary expression only allowed on expressions of type scalar or instant vector, got \"string\""
      ),
      (
        "-x[5m]",
        "1:1: parse error: unary expression only allowed on expressions of type scalar or instant vector, got \"range vector\""
      ),
      ("x[5m][1h:5m]", "1:1: parse error: subquery is only allowed on instant vector, got matrix instead"),
      ("1[1h:5m]", "1:1: parse error: subquery is only allowed on instant vector, got scalar instead"),
      ("{}", "1:1: parse error: vector selector must contain at least one non-empty matcher"),
      ("{a=~'.*', b=''}", "1:1: parse error: vector selector must contain at least one non-empty matcher"),
      ("x{__name__='y'}", "1:1: parse error: metric name must not be set twice: \"x\" or \"y\""),
      ("x{'y'}", "1:1: parse error: metric name must not be set twice: \"x\" or \"y\""),
      ("x{__name__!='y'}", "1:1: parse error: metric name must not be set twice: \"x\" or \"y\""),
      ("x{__name__='x'}", "1:1: parse error: metric name must not be set twice: \"x\" or \"x\""),
      ("info(x, y)", "1:9: parse error: expected label selectors only, got vector selector instead"),
      ("info(x, sum(y))", "1:9: parse error: expected label selectors only"),
      ("info(x, 1)", "1:1: parse error: expected type instant vector in call to function \"info\", got scalar"),
    ]
    for (text, expected) in cases { #expect(errorText(text) == expected, "\(text)") }
  }

  @Test func `what is allowed passes`() {
    for text in [
      "1 == bool 1", "x == 1", "x and y", "x and on () y", "x </ 1", "1 + on () 2", "info(x, {})", "info(x, {a='b'})",
      "hour()", "round(x)", "round(x, 2)", "label_join(x, 'a', 'b')", "sort_by_label(x)",
      "max_of(1, min_of(start(), end()))",
      "histogram_quantiles(x, 'q', 1, 2, 3)", "(x)[1h:]", "sum(x)[1h:5m]", "vector(time())[1h:5m]",
      "limit_ratio(-0.5, x)",
      // Within braces the name is a matcher like others, of which there may be several; these select nothing.
      "{'x', 'y'}", "{'x', __name__='y'}",
    ] {
      #expect(errorText(text).hasPrefix("no error"), "\(text): \(errorText(text))")
    }
  }
}
