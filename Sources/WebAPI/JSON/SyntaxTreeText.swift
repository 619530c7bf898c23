package import PromQL

/// The syntax tree of a query as `/api/v1/parse_query` shows it, for who has no server to ask.
package enum SyntaxTreeText {
  package static func json(of expression: Expression) -> String {
    var writer = JSONWriter()
    ExpressionText.write(expression, to: &writer)
    return String(decoding: writer.bytes, as: UTF8.self)
  }
}
