import TimeSeries

/// One expansion of a template, statement by statement.
struct Evaluator {
  struct Variable {
    let name: String
    var value: TemplateValue
  }

  /// What a statement says about the loop around it.
  enum Flow {
    case next, `break`, `continue`
  }

  let template: Template
  let limits: TemplateLimits
  let timestamp: Timestamp
  let query: TemplateQuery
  let scope: FunctionScope
  /// In scope now, innermost last.
  var variables: [Variable]
  var output = ""
  /// The template that is being executed: the whole one, or a defined one.
  var templateName: String
  /// What is being evaluated, for the place of an error.
  var current: any Node
  private var stepCount = 0
  private var queryCount = 0
  private var depth = 0

  init(
    _ template: Template, _ variables: [Variable], _ subject: TemplateSubject, _ timestamp: Timestamp,
    _ limits: TemplateLimits, _ query: @escaping TemplateQuery
  ) {
    self.template = template
    self.variables = variables
    self.timestamp = timestamp
    self.limits = limits
    self.query = query
    scope = FunctionScope(
      nowSeconds: Double(timestamp) / 1000, externalURL: subject.externalURL, byteCountMax: limits.outputBytesMax)
    templateName = template.name
    current = Statement(position: 0, kind: .text(""))
  }

  mutating func run() async throws(TemplateError) {
    _ = try await walk(template.statements, variables[0].value)
  }
}

// Statements.
extension Evaluator {
  mutating func walk(_ statements: [Statement], _ dot: TemplateValue) async throws(TemplateError) -> Flow {
    for statement in statements {
      let flow = try await walk(statement, dot)
      if flow != .next { return flow }
    }
    return .next
  }

  private mutating func walk(_ statement: Statement, _ dot: TemplateValue) async throws(TemplateError) -> Flow {
    current = statement
    try spend(1)
    switch statement.kind {
    case .text(let text): try emit(text)
    case .action(let pipeline):
      let value = try await evaluate(pipeline, dot)
      if pipeline.variables.isEmpty { try emit(value, of: statement) }
    case .if(let branch): return try await walk(branch, dot, changesDot: false)
    case .with(let branch): return try await walk(branch, dot, changesDot: true)
    case .range(let branch): try await loop(over: branch, dot)
    case .template(let name, let pipeline):
      var value = TemplateValue.none
      if let pipeline { value = try await evaluate(pipeline, dot) }
      current = statement
      try await execute(name, value)
    case .break: return .break
    case .continue: return .continue
    }
    return .next
  }

  private mutating func walk(
    _ branch: Statement.Branch, _ dot: TemplateValue, changesDot: Bool
  ) async throws(TemplateError) -> Flow {
    let outer = variables.count
    let value = try await evaluate(branch.pipeline, dot)
    let flow: Flow
    if value.isTrue {
      flow = try await walk(branch.body, changesDot ? value : dot)
    } else {
      flow = try await walk(branch.otherwise, dot)
    }
    variables.removeSubrange(outer...)
    return flow
  }

  private mutating func loop(over branch: Statement.Branch, _ dot: TemplateValue) async throws(TemplateError) {
    let outer = variables.count
    let collection = try await evaluate(branch.pipeline, dot, isLoop: true)
    var elements = try RangeElements(collection, with: branch.pipeline.variables.count, self)
    var isEmpty = true
    while let (index, element) = elements.next() {
      isEmpty = false
      try spend(1)
      try bind(index, element, branch.pipeline)
      let flow = try await walk(branch.body, element)
      variables.removeSubrange(outer...)
      if flow == .break { break }
    }
    if isEmpty { _ = try await walk(branch.otherwise, dot) }
    variables.removeSubrange(outer...)
  }

  /// One variable takes the element, two take index and element.
  private mutating func bind(
    _ index: TemplateValue, _ element: TemplateValue, _ pipeline: Pipeline
  ) throws(TemplateError) {
    let names = pipeline.variables
    let values = names.count > 1 ? [index, element] : [element]
    for (name, value) in zip(names, values) {
      if pipeline.isAssignment { try assign(name, value) } else { variables.append(Variable(name: name, value: value)) }
    }
  }

  /// Executes a defined template; it sees no variables but `$`.
  private mutating func execute(_ name: String, _ dot: TemplateValue) async throws(TemplateError) {
    let body = name == template.name ? template.statements : template.definitions[name]
    guard let body else { throw error("template \(QuotedText.quoted(name)) not defined") }
    depth += 1
    defer { depth -= 1 }
    guard depth <= limits.depthMax else { throw limit("exceeded maximum template depth (\(limits.depthMax))") }
    let (outerName, outerVariables) = (templateName, variables)
    templateName = name
    variables = [Variable(name: "$", value: dot)]
    _ = try await walk(body, dot)
    (templateName, variables) = (outerName, outerVariables)
  }

  /// The text of a defined template.
  mutating func text(of name: String, _ dot: TemplateValue) async throws(TemplateError) -> String {
    let outer = output
    output = ""
    try await execute(name, dot)
    defer { output = outer }
    return output
  }
}

// Variables.
extension Evaluator {
  func value(of variable: String) throws(TemplateError) -> TemplateValue {
    guard let found = variables.last(where: { $0.name.utf8.elementsEqual(variable.utf8) }) else {
      throw error("undefined variable: \(variable)")
    }
    return found.value
  }

  mutating func assign(_ name: String, _ value: TemplateValue) throws(TemplateError) {
    guard let index = variables.lastIndex(where: { $0.name.utf8.elementsEqual(name.utf8) }) else {
      throw error("undefined variable: \(name)")
    }
    variables[index].value = value
  }
}

// Output and bounds.
extension Evaluator {
  private mutating func emit(_ text: String) throws(TemplateError) {
    guard output.utf8.count + text.utf8.count <= limits.outputBytesMax else {
      throw limit("text longer than \(limits.outputBytesMax) bytes")
    }
    output += text
  }

  private mutating func emit(_ value: TemplateValue, of statement: Statement) throws(TemplateError) {
    current = statement
    switch value {
    case .none: try emit("<no value>")
    case .text(let text), .html(let text): try emit(text)
    default:
      var formatter = GoFormatter(byteCountMax: limits.outputBytesMax)
      do {
        // What is printed by itself is followed to where it points.
        if case .sample(let sample) = value {
          try formatter.write(sample, "v", FormatSpec())
        } else {
          try formatter.print([value])
        }
      } catch {
        throw self.error(error)
      }
      try emit(formatter.text)
    }
  }

  mutating func spend(_ steps: Int) throws(TemplateError) {
    stepCount += steps
    guard stepCount <= limits.stepsMax else { throw limit("more than \(limits.stepsMax) steps") }
    if Task.isCancelled { throw TemplateError(.cancelled, "template: \(template.name): cancelled") }
  }

  mutating func spendQuery() throws(TemplateError) {
    queryCount += 1
    guard queryCount <= limits.queriesMax else { throw limit("more than \(limits.queriesMax) queries") }
  }

  /// An error of the node that is being evaluated.
  func error(_ message: String) -> TemplateError { TemplateError(.execution, located(message)) }

  func error(_ cause: FunctionError) -> TemplateError { TemplateError(cause.reason, located(cause.message)) }

  private func limit(_ message: String) -> TemplateError { TemplateError(.limit, located(message)) }

  private func located(_ message: String) -> String {
    let before = template.text.utf8.prefix(current.position)
    let line = before.count { $0 == UInt8(ascii: "\n") } + 1
    let column = before.reversed().prefix { $0 != UInt8(ascii: "\n") }.count
    return "template: \(template.name):\(line):\(column): executing \(QuotedText.quoted(templateName)) at "
      + "<\(current.text)>: \(message)"
  }
}
