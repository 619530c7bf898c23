import TimeSeries

/// Writes expressions in their canonical form, which reads back as the same expression.
///
/// The text is appended to one string. `limit` lets a caller ask cheaply whether something fits on a line: printing stops
/// soon after it is passed.
struct Printer {
  private(set) var text = ""
  private let limit: Int

  init(limit: Int = .max) { self.limit = limit }

  /// Whether `expression` takes no more than `bytes`.
  static func fits(_ expression: Expression, bytes: Int) -> Bool {
    var printer = Printer(limit: bytes)
    printer.print(expression)
    return printer.text.utf8.count <= bytes
  }

  private mutating func write(_ part: String) { text += part }

  mutating func print(_ expression: Expression) {
    guard text.utf8.count <= limit else { return }
    switch expression {
    case .number(let number): write(number.text)
    case .string(let string): write(QuotedText.quoted(string.value))
    case .selector(let selector): print(selector)
    case .matrix(let matrix): print(matrix)
    case .subquery(let subquery):
      print(subquery.inner)
      write(subquery.suffix)
    case .call(let call):
      write(call.function.name)
      print(call.arguments)
    case .aggregation(let aggregation):
      write(aggregation.head)
      print([aggregation.parameter, aggregation.operand].compactMap { $0 })
    case .unary(let unary):
      write(unary.sign)
      print(unary.operand)
    case .binary(let binary): print(binary)
    case .parentheses(let parentheses): print([parentheses.inner])
    }
  }

  private mutating func print(_ binary: BinaryOperation) {
    if binary.hasInfiniteBase { write(BinaryOperation.infiniteBase) } else { print(binary.first) }
    for link in binary.links {
      guard text.utf8.count <= limit else { return }
      write(" \(link.head) ")
      print(link.right)
    }
  }

  private mutating func print(_ arguments: [Expression]) {
    write("(")
    for (index, argument) in arguments.enumerated() {
      if index > 0 { write(", ") }
      print(argument)
    }
    write(")")
  }

  private mutating func print(_ selector: VectorSelector) {
    write(selector.body)
    write(selector.modifiers.anchorText)
    write(selector.edge.text)
    write(selector.modifiers.offsetText)
  }

  private mutating func print(_ matrix: MatrixSelector) {
    write(matrix.selector.body)
    write("[\(matrix.window.text)]")
    write(matrix.selector.edge.text)
    write(matrix.selector.modifiers.anchorText)
    write(matrix.selector.modifiers.offsetText)
  }
}

extension BinaryOperation {
  /// An infinite base goes without its sign, which would be read as one of the whole power.
  var hasInfiniteBase: Bool {
    guard operation == .power, case .number(let number) = first else { return false }
    return number.value == .infinity
  }

  static var infiniteBase: String { "Inf" }
}

extension Expression {
  /// The canonical text, as Prometheus prints it: `sum by (job) (rate(x[5m]))`.
  package var text: String {
    var printer = Printer()
    printer.print(self)
    return printer.text
  }
}
