import TimeSeries

// Calls of functions and methods.
extension Evaluator {
  /// The result for the given arguments, of which the last may come through a pipe. `node` is the place of the function's own
  /// errors.
  mutating func call(
    _ function: TemplateFunction, of receiver: TemplateValue?, _ operands: [Operand], _ dot: TemplateValue,
    _ piped: TemplateValue?, as name: String, at node: any Node
  ) async throws(TemplateError) -> TemplateValue {
    try checkCount(operands.count + (piped == nil ? 0 : 1), of: function, operands.count, as: name)
    switch function.body {
    case .and: return try await decide(operands, dot, piped, until: false)
    case .or: return try await decide(operands, dot, piped, until: true)
    case .pure, .query, .template: break
    }
    var arguments: [TemplateValue] = []
    for (index, operand) in operands.enumerated() {
      arguments.append(try await argument(operand, dot, function.parameter(index)))
    }
    if let piped { arguments.append(try checked(piped, function.parameter(operands.count))) }
    try spend(arguments.reduce(function.stepCount) { $0 + $1.stepCount })
    let result = try await apply(function, (receiver.map { [$0] } ?? []) + arguments, as: name, at: node)
    try spend(result.stepCount)
    return result
  }

  private func checkCount(
    _ count: Int, of function: TemplateFunction, _ operandCount: Int, as name: String
  ) throws(TemplateError) {
    let wanted = function.parameters.count
    if function.rest != nil {
      guard count < wanted else { return }
      throw error("wrong number of args for \(name): want at least \(wanted) got \(operandCount)")
    }
    guard count != wanted else { return }
    throw error("wrong number of args for \(name): want \(wanted) got \(count)")
  }

  /// `and`, `or`: the first argument that decides, or the last one.
  private mutating func decide(
    _ operands: [Operand], _ dot: TemplateValue, _ piped: TemplateValue?, until decisive: Bool
  ) async throws(TemplateError) -> TemplateValue {
    var value = TemplateValue.none
    for operand in operands {
      try spend(1)
      value = try await argument(operand, dot, .any)
      if value.isTrue == decisive { return value }
    }
    return piped ?? value
  }

  private mutating func apply(
    _ function: TemplateFunction, _ arguments: [TemplateValue], as name: String, at node: any Node
  ) async throws(TemplateError) -> TemplateValue {
    do {
      switch function.body {
      case .pure(let pure):
        let result = try pure(arguments, scope)
        return try bounded(result)
      case .query:
        try spendQuery()
        return .samples(try await query(arguments[0].textOrEmpty, timestamp))
      case .template: return .html(try await text(of: arguments[0].textOrEmpty, arguments[1]))
      case .and, .or: return .none
      }
    } catch let error as FunctionError {
      current = node
      let isLimit = error.reason == .limit
      throw self.error(isLimit ? error : FunctionError("error calling \(name): \(error.message)"))
    } catch let error as TemplateQueryError {
      current = node
      throw self.error("error calling \(name): \(error.description)")
    } catch let error as TemplateError {
      throw error
    } catch {
      throw self.error("error calling \(name): \(error)")
    }
  }

  /// No value grows beyond what may be printed, or deeper than can be walked.
  private func bounded(_ value: TemplateValue) throws(FunctionError) -> TemplateValue {
    switch value {
    case .text(let text) where text.utf8.count > limits.outputBytesMax,
      .html(let text) where text.utf8.count > limits.outputBytesMax:
      throw FunctionError.limit("text longer than \(limits.outputBytesMax) bytes")
    case .map(let map) where map.depth > limits.depthMax:
      throw FunctionError.limit("args nested deeper than \(limits.depthMax)")
    default: return value
    }
  }
}

// Arguments and their types.
extension Evaluator {
  private mutating func argument(
    _ operand: Operand, _ dot: TemplateValue, _ parameter: TemplateFunction.Parameter
  ) async throws(TemplateError) -> TemplateValue {
    current = operand
    switch (operand.kind, parameter) {
    case (.boolean, .any), (.number, .any), (.string, .any), (.string, .text): return try await evaluate(operand, dot)
    case (.number(let number), .integer):
      guard let integer = number.integer else { throw error("expected integer; found \(operand.text)") }
      return .integer(integer, .int)
    case (.boolean, .text), (.number, .text): throw error("expected string; found \(operand.text)")
    case (.boolean, .integer), (.string, .integer): throw error("expected integer; found \(operand.text)")
    case (.boolean, _), (.number, _), (.string, _):
      throw error("can't handle \(operand.text) for arg of type \(parameter.rawValue)")
    case (.null, .text), (.null, .integer): throw error("cannot assign nil to \(parameter.rawValue)")
    default:
      // On a line of its own, so that an error has the place that is reached then.
      let value = try await evaluate(operand, dot)
      return try checked(value, parameter)
    }
  }

  /// `value`, if it is what `parameter` asks for.
  private func checked(
    _ value: TemplateValue, _ parameter: TemplateFunction.Parameter
  ) throws(TemplateError) -> TemplateValue {
    switch (parameter, value) {
    case (.any, _), (.text, .text), (.integer, .integer(_, .int)), (.samples, .samples), (.sample, .sample),
      (.time, .time), (.duration, .integer(_, .duration)):
      return value
    case (.samples, .none): return .samples([])
    case (.sample, .none): return value
    case (_, .none): throw error("invalid value; expected \(parameter.rawValue)")
    default:
      throw error("wrong type for value; expected \(parameter.rawValue); got \(value.typeName)")
    }
  }
}

extension TemplateFunction {
  /// What the argument at `index` must be.
  fileprivate func parameter(_ index: Int) -> Parameter {
    index < parameters.count ? parameters[index] : rest ?? .any
  }
}
