import TimeSeries

extension TemplateFunction {
  /// Every function, by name: Go's own and Prometheus's.
  private static let table: [String: TemplateFunction] = {
    let all = logic + comparisons + elements + printing + escaping + humanizing + times + texts + links + samples
    return Dictionary(all.map { ($0.name, $0) }) { first, _ in first }
  }()

  static func named(_ name: String) -> TemplateFunction? { table[name] }

  private static let logic: [TemplateFunction] = [
    TemplateFunction("and", [.any], rest: .any, body: .and),
    TemplateFunction("or", [.any], rest: .any, body: .or),
    TemplateFunction("not", .any) { arguments, _ in .boolean(!arguments[0].isTrue) },
    TemplateFunction("call", .any, rest: .any) { (arguments, _) throws(FunctionError) in
      // No value of these templates is a function.
      if case .none = arguments[0] { throw FunctionError("call of nil") }
      throw FunctionError("non-function of type \(arguments[0].typeName)")
    },
  ]

  private static let printing: [TemplateFunction] = [
    TemplateFunction("print", rest: .any) { (arguments, scope) throws(FunctionError) in
      var formatter = GoFormatter(byteCountMax: scope.byteCountMax)
      try formatter.print(arguments)
      return .text(formatter.text)
    },
    TemplateFunction("println", rest: .any) { (arguments, scope) throws(FunctionError) in
      var formatter = GoFormatter(byteCountMax: scope.byteCountMax)
      try formatter.printLine(arguments)
      return .text(formatter.text)
    },
    TemplateFunction("printf", .text, rest: .any) { (arguments, scope) throws(FunctionError) in
      var formatter = GoFormatter(byteCountMax: scope.byteCountMax)
      try formatter.print(arguments[0].textOrEmpty, Array(arguments.dropFirst()))
      return .text(formatter.text)
    },
  ]

  private static let samples: [TemplateFunction] = [
    TemplateFunction("query", [.text], body: .query),
    TemplateFunction("tmpl", [.text, .any], body: .template),
    TemplateFunction("first", .samples) { (arguments, _) throws(FunctionError) in
      guard case .samples(let samples) = arguments[0], let first = samples.first else {
        throw FunctionError("first() called on vector with no elements")
      }
      return .sample(first)
    },
    TemplateFunction("label", .text, .sample) { (arguments, _) throws(FunctionError) in
      .text(try arguments[1].checkedSample().labels[arguments[0].textOrEmpty])
    },
    TemplateFunction("value", .sample) { (arguments, _) throws(FunctionError) in
      .float(try arguments[0].checkedSample().value)
    },
    // What `count_values` and old consoles keep there.
    TemplateFunction("strvalue", .sample) { (arguments, _) throws(FunctionError) in
      .text(try arguments[0].checkedSample().labels["__value__"])
    },
    TemplateFunction("sortByLabel", .text, .samples) { arguments, _ in
      guard case .samples(let samples) = arguments[1] else { return arguments[1] }
      let keyed = samples.map { ($0.labels[arguments[0].textOrEmpty], $0) }
      // Swift's sort is stable.
      return .samples(keyed.sorted { $0.0.utf8.lexicographicallyPrecedes($1.0.utf8) }.map(\.1))
    },
    TemplateFunction("args", rest: .any) { (arguments, _) throws(FunctionError) in
      let named = arguments.enumerated().map { ("arg\($0.offset)", $0.element) }
      return .map(TemplateMap(Dictionary(named) { first, _ in first }))
    },
  ]
}

extension TemplateValue {
  fileprivate func checkedSample() throws(FunctionError) -> TemplateSample {
    guard case .sample(let sample) = self else { throw FunctionError("nil pointer evaluating *template.sample") }
    return sample
  }
}
