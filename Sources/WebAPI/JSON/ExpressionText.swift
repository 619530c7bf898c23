import PromQL
import TimeSeries

/// Writes the syntax tree of a query as `/api/v1/parse_query` shows it: one object for each node, of the shape that
/// Prometheus's UI draws its trees from. Members stand in alphabetical order, times are milliseconds.
enum ExpressionText {
  static func write(_ expression: Expression, to writer: inout JSONWriter) {
    if case .binary(let node) = expression { return write(node, &writer) }
    writer.object { writer in
      switch expression {
      case .number(let node): write(node, &writer)
      case .string(let node): leaf("stringLiteral", node.value, &writer)
      case .selector(let node):
        write(node, &writer)
        writer.member("type", "vectorSelector")
      case .matrix(let node): write(node, &writer)
      case .subquery(let node): write(node, &writer)
      case .call(let node): write(node, &writer)
      case .aggregation(let node): write(node, &writer)
      case .unary(let node): write(node, &writer)
      case .binary: break
      case .parentheses(let node):
        child("expr", node.inner, &writer)
        writer.member("type", "parenExpr")
      }
    }
  }

  private static func child(_ name: String, _ expression: Expression?, _ writer: inout JSONWriter) {
    writer.name(name)
    guard let expression else { return writer.null() }
    write(expression, to: &writer)
  }

  private static func leaf(_ type: String, _ value: String, _ writer: inout JSONWriter) {
    writer.member("type", type)
    writer.member("val", value)
  }

  /// In digits, whatever its size; the words for what is no number are Go's.
  private static func write(_ node: Expression.NumberLiteral, _ writer: inout JSONWriter) {
    leaf("numberLiteral", FloatText.plain(node.value), &writer)
  }

  private static func write(_ node: Expression.UnaryOperation, _ writer: inout JSONWriter) {
    child("expr", node.operand, &writer)
    writer.member("op", node.isNegation ? "-" : "+")
    writer.member("type", "unaryExpr")
  }

  private static func write(_ node: Expression.Call, _ writer: inout JSONWriter) {
    writer.arrayMember("args") { writer in
      for argument in node.arguments { write(argument, to: &writer) }
    }
    writer.objectMember("func") { writer in
      writer.member("argTypes", node.function.arguments.map(name))
      writer.member("name", node.function.name)
      writer.member("returnType", name(node.function.result))
      writer.member("variadic", node.function.variadic)
    }
    writer.member("type", "call")
  }

  private static func name(_ type: ValueType) -> String {
    switch type {
    case .scalar: "scalar"
    case .string: "string"
    case .instantVector: "vector"
    case .rangeVector: "matrix"
    }
  }

  private static func write(_ node: Aggregation, _ writer: inout JSONWriter) {
    child("expr", node.operand, &writer)
    writer.member("grouping", node.grouping.labels)
    writer.member("op", node.operation.rawValue)
    child("param", node.parameter, &writer)
    writer.member("type", "aggregation")
    if case .without = node.grouping { writer.member("without", true) } else { writer.member("without", false) }
  }
}

/// Selectors and subqueries.
extension ExpressionText {
  private static func write(_ node: VectorSelector, _ writer: inout JSONWriter, windowed: DurationExpression? = nil) {
    writer.member("anchored", node.edge == .anchored)
    write(node.matchers, &writer)
    writer.member("name", node.name)
    write(node.modifiers.offset, as: "offset", &writer)
    if let windowed { write(windowed, as: "range", &writer) }
    writer.member("smoothed", node.edge == .smoothed)
    writeStartOrEnd(node.modifiers.anchor, &writer)
    writeTimestamp(node.modifiers.anchor, &writer)
  }

  private static func write(_ node: MatrixSelector, _ writer: inout JSONWriter) {
    write(node.selector, &writer, windowed: node.window)
    writer.member("type", "matrixSelector")
  }

  private static func write(_ node: Subquery, _ writer: inout JSONWriter) {
    child("expr", node.inner, &writer)
    write(node.modifiers.offset, as: "offset", &writer)
    write(node.window, as: "range", &writer)
    writeStartOrEnd(node.modifiers.anchor, &writer)
    write(node.step, as: "step", &writer)
    writeTimestamp(node.modifiers.anchor, &writer)
    writer.member("type", "subquery")
  }

  private static func write(_ matchers: [LabelMatcher], _ writer: inout JSONWriter) {
    writer.arrayMember("matchers") { writer in
      for matcher in matchers {
        writer.object { writer in
          writer.member("name", matcher.name)
          writer.member("type", matcher.operation.rawValue)
          writer.member("value", matcher.value)
        }
      }
    }
  }

  private static func writeStartOrEnd(_ anchor: TimeModifiers.Anchor?, _ writer: inout JSONWriter) {
    writer.name("startOrEnd")
    switch anchor {
    case .start: writer.string("start")
    case .end: writer.string("end")
    case .timestamp, nil: writer.null()
    }
  }

  private static func writeTimestamp(_ anchor: TimeModifiers.Anchor?, _ writer: inout JSONWriter) {
    writer.name("timestamp")
    if case .timestamp(let time) = anchor { writer.number(Int(time)) } else { writer.null() }
  }
}

/// Operators between two sides.
extension ExpressionText {
  /// Each left side within the object of its operator, however many they are: all are begun, then ended one by one.
  private static func write(_ node: BinaryOperation, _ writer: inout JSONWriter) {
    for link in node.links.reversed() {
      writer.beginObject()
      writer.member("bool", link.returnsBool)
      writer.name("lhs")
    }
    write(node.first, to: &writer)
    for step in node.steps {
      writeBehindLeft(step, &writer)
      writer.endObject()
    }
  }

  private static func writeBehindLeft(_ node: BinaryOperation, _ writer: inout JSONWriter) {
    writer.name("matching")
    if node.left.type == .instantVector, node.right.type == .instantVector {
      writer.object { write(node.matching, &$0) }
    } else {
      writer.null()
    }
    writer.member("op", node.operation.rawValue)
    child("rhs", node.right, &writer)
    writer.member("type", "binaryExpr")
  }

  private static func write(_ matching: BinaryOperation.Matching, _ writer: inout JSONWriter) {
    writer.member("card", name(matching.cardinality))
    writer.objectMember("fillValues") { writer in
      write("lhs", matching.fillLeft, &writer)
      write("rhs", matching.fillRight, &writer)
    }
    writer.member("include", matching.included)
    writer.member("labels", matching.labels)
    writer.member("on", matching.isOn)
  }

  private static func write(_ name: String, _ value: Double?, _ writer: inout JSONWriter) {
    writer.name(name)
    if let value { writer.number(value) } else { writer.null() }
  }

  private static func name(_ cardinality: BinaryOperation.Matching.Cardinality) -> String {
    switch cardinality {
    case .oneToOne: "one-to-one"
    case .manyToOne: "many-to-one"
    case .oneToMany: "one-to-many"
    case .manyToMany: "many-to-many"
    }
  }
}
