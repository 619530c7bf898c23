extension TemplateFunction {
  static let comparisons: [TemplateFunction] = [
    TemplateFunction("eq", .any, rest: .any) { (arguments, _) throws(FunctionError) in
      guard arguments.count > 1 else { throw FunctionError("missing argument for comparison") }
      for other in arguments.dropFirst() where try Comparison.areEqual(arguments[0], other) { return .boolean(true) }
      return .boolean(false)
    },
    TemplateFunction("ne", .any, .any) { (arguments, _) throws(FunctionError) in
      .boolean(!(try Comparison.areEqual(arguments[0], arguments[1])))
    },
    TemplateFunction("lt", .any, .any) { (arguments, _) throws(FunctionError) in
      .boolean(try Comparison.isLess(arguments[0], arguments[1]))
    },
    TemplateFunction("le", .any, .any) { (arguments, _) throws(FunctionError) in
      let isLess = try Comparison.isLess(arguments[0], arguments[1])
      let isEqual = try Comparison.areEqual(arguments[0], arguments[1])
      return .boolean(isLess || isEqual)
    },
    TemplateFunction("gt", .any, .any) { (arguments, _) throws(FunctionError) in
      let isLess = try Comparison.isLess(arguments[0], arguments[1])
      let isEqual = try Comparison.areEqual(arguments[0], arguments[1])
      return .boolean(!isLess && !isEqual)
    },
    TemplateFunction("ge", .any, .any) { (arguments, _) throws(FunctionError) in
      .boolean(!(try Comparison.isLess(arguments[0], arguments[1])))
    },
  ]
}

/// Go's rules of comparison in templates: only values of one basic kind can be compared, so an integer and a float cannot.
enum Comparison {
  static func areEqual(_ left: TemplateValue, _ right: TemplateValue) throws(FunctionError) -> Bool {
    switch (left, right) {
    case (.boolean(let left), .boolean(let right)): return left == right
    case (.integer(let left, _), .integer(let right, _)): return left == right
    case (.float(let left), .float(let right)): return left == right
    case (.text(let left), .text(let right)), (.html(let left), .html(let right)), (.text(let left), .html(let right)),
      (.html(let left), .text(let right)):
      return left.utf8.elementsEqual(right.utf8)
    case (.time(let left), .time(let right)): return left == right
    case (.none, .none): return true
    case (.none, _), (_, .none): return false
    default:
      guard !isBasic(left), !isBasic(right) else { throw FunctionError("incompatible types for comparison") }
      let culprit = if case .subject = left { right } else { left }
      throw FunctionError("non-comparable type \(culprit.shown): \(culprit.typeName)")
    }
  }

  static func isLess(_ left: TemplateValue, _ right: TemplateValue) throws(FunctionError) -> Bool {
    switch (left, right) {
    case (.integer(let left, _), .integer(let right, _)): return left < right
    case (.float(let left), .float(let right)): return left < right
    case (.text(let left), .text(let right)), (.html(let left), .html(let right)), (.text(let left), .html(let right)),
      (.html(let left), .text(let right)):
      return left.utf8.lexicographicallyPrecedes(right.utf8)
    default:
      let areBoth = isBasic(left) && isBasic(right)
      if case (.boolean, .boolean) = (left, right) { throw FunctionError("invalid type for comparison") }
      throw FunctionError(areBoth ? "incompatible types for comparison" : "invalid type for comparison")
    }
  }

  private static func isBasic(_ value: TemplateValue) -> Bool {
    switch value {
    case .boolean, .integer, .float, .text, .html: true
    default: false
    }
  }
}
