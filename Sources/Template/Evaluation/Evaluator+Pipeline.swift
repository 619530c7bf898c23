import TimeSeries

// Pipelines, commands and operands. `piped` is the result of the command before, if there is one.
extension Evaluator {
  /// The result of the last command. Declares the pipeline's variables, but not those of a loop.
  mutating func evaluate(
    _ pipeline: Pipeline, _ dot: TemplateValue, isLoop: Bool = false
  ) async throws(TemplateError) -> TemplateValue {
    current = pipeline
    var value: TemplateValue?
    for command in pipeline.commands { value = try await evaluate(command, dot, piped: value) }
    let result = value ?? .none
    guard !isLoop else { return result }
    for name in pipeline.variables {
      if pipeline.isAssignment {
        try assign(name, result)
      } else {
        variables.append(Variable(name: name, value: result))
      }
    }
    return result
  }

  private mutating func evaluate(
    _ command: Command, _ dot: TemplateValue, piped: TemplateValue?
  ) async throws(TemplateError) -> TemplateValue {
    let first = command.operands[0]
    let arguments = Array(command.operands.dropFirst())
    switch first.kind {
    case .function(let function):
      current = first
      return try await call(function, of: nil, arguments, dot, piped, as: function.name, at: command)
    case .field(let names):
      current = first
      return try await fields(names, of: dot, dot, first, arguments, piped)
    case .variable(let name, let names):
      current = first
      let value = try value(of: name)
      if names.isEmpty { try refuseArguments(first, arguments, piped) }
      return try await fields(names, of: value, dot, first, arguments, piped)
    case .chain(let operand, let names):
      current = first
      let value = try await evaluate(operand, dot)
      return try await fields(names, of: value, dot, first, arguments, piped)
    case .parenthesized(let pipeline):
      try refuseArguments(first, arguments, piped)
      return try await evaluate(pipeline, dot)
    case .null:
      current = first
      try refuseArguments(first, arguments, piped)
      throw error("nil is not a command")
    case .dot, .boolean, .number, .string:
      current = first
      try refuseArguments(first, arguments, piped)
      return try await evaluate(first, dot)
    }
  }

  private func refuseArguments(
    _ operand: Operand, _ arguments: [Operand], _ piped: TemplateValue?
  ) throws(TemplateError) {
    guard !arguments.isEmpty || piped != nil else { return }
    let text = if case .parenthesized(let pipeline) = operand.kind { pipeline.text } else { operand.text }
    throw error("can't give argument to non-function \(text)")
  }

  /// An operand by itself, without arguments.
  mutating func evaluate(_ operand: Operand, _ dot: TemplateValue) async throws(TemplateError) -> TemplateValue {
    current = operand
    switch operand.kind {
    case .dot: return dot
    case .null: return .none
    case .boolean(let value): return .boolean(value)
    case .number(let number): return try ideal(number, operand)
    case .string(let text): return .text(text)
    case .field(let names): return try await fields(names, of: dot, dot, operand, [], nil)
    case .variable(let name, let names):
      return try await fields(names, of: try value(of: name), dot, operand, [], nil)
    case .chain(let inner, let names):
      if case .null = inner.kind { throw error("indirection through explicit nil in \(operand.text)") }
      let value = try await evaluate(inner, dot)
      current = operand
      return try await fields(names, of: value, dot, operand, [], nil)
    case .function(let function):
      return try await call(function, of: nil, [], dot, nil, as: function.name, at: operand)
    case .parenthesized(let pipeline): return try await evaluate(pipeline, dot)
    }
  }

  /// A number takes the type of its form where nothing else is asked for.
  private func ideal(_ number: NumberLiteral, _ operand: Operand) throws(TemplateError) -> TemplateValue {
    if number.hasFloatForm { return .float(number.float) }
    guard let integer = number.integer else { throw error("\(operand.text) overflows int") }
    return .integer(integer, .int)
  }

  /// Follows `names`; the arguments go to the last of them.
  private mutating func fields(
    _ names: [String], of value: TemplateValue, _ dot: TemplateValue, _ node: Operand, _ arguments: [Operand],
    _ piped: TemplateValue?
  ) async throws(TemplateError) -> TemplateValue {
    var value = value
    for (index, name) in names.enumerated() {
      let isLast = index == names.count - 1
      value = try await field(name, of: value, dot, node, isLast ? arguments : [], isLast ? piped : nil)
    }
    return value
  }

  private mutating func field(
    _ name: String, of receiver: TemplateValue, _ dot: TemplateValue, _ node: Operand, _ arguments: [Operand],
    _ piped: TemplateValue?
  ) async throws(TemplateError) -> TemplateValue {
    if case .none = receiver { return .none }
    if let method = TemplateFunction.method(name, of: receiver) {
      return try await call(method, of: receiver, arguments, dot, piped, as: name, at: node)
    }
    let hasArguments = !arguments.isEmpty || piped != nil
    if case .labels = receiver, hasArguments, name == "Get" {
      return try await call(.labelsGet, of: receiver, arguments, dot, piped, as: name, at: node)
    }
    guard let (value, isMap) = receiver.field(name) else {
      throw error("can't evaluate field \(name) in type \(receiver.typeName)")
    }
    guard !hasArguments else {
      throw error(
        isMap ? "\(name) is not a method but has arguments" : "\(name) has arguments but cannot be invoked as function")
    }
    return value
  }
}

extension TemplateValue {
  /// A field of a structure or an entry of a map; `nil` if the type has none of that name.
  fileprivate func field(_ name: String) -> (value: TemplateValue, isMap: Bool)? {
    switch self {
    case .labels(let labels): return (.text(labels[name]), true)
    case .map(let map): return (map.values[name] ?? .none, true)
    case .subject(let subject): return subject.fields.first { $0.name == name }.map { ($0.value, false) }
    case .sample(let sample):
      switch name {
      case "Labels": return (.labels(sample.labels), false)
      case "Value": return (.float(sample.value), false)
      default: return nil
      }
    case .histogram(let histogram, _): return histogram.number(name).map { (.float($0), false) }
    default: return nil
    }
  }
}

extension FloatHistogram {
  fileprivate func number(_ name: String) -> Double? {
    switch name {
    case "Count": count
    case "Sum": sum
    case "ZeroCount": zeroCount
    case "ZeroThreshold": zeroThreshold
    default: nil
    }
  }
}

extension TemplateFunction {
  /// Labels as PromQL's own type has it.
  fileprivate static let labelsGet = TemplateFunction("Get", .text) { arguments, _ in
    guard case .labels(let labels) = arguments[0] else { return .none }
    return .text(labels[arguments[1].textOrEmpty])
  }
}
