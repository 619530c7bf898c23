import TimeSeries

/// Reads a template and the templates that it defines. The texts of errors are Go's.
struct TemplateParser {
  let name: String
  private let tokens: [Token]
  private var next = 0
  /// Names that are declared, innermost last.
  private var variables: [String]
  private var loopDepth = 0
  private var nesting = 0
  private(set) var definitions: [String: [Statement]] = [:]
  /// Whether the function `query` has been called.
  private(set) var callsQuery = false

  init(_ text: String, name: String, variables: [String]) {
    self.name = name
    self.variables = variables
    tokens = Lexer.tokens(of: text)
  }

  /// The template itself; ``definitions`` has the others afterwards.
  mutating func parse() throws(TemplateError) -> [Statement] {
    var statements: [Statement] = []
    while peek.kind != .end {
      if startsDefinition {
        try parseDefinition()
        continue
      }
      switch try item() {
      case .statement(let statement): statements.append(statement)
      case .else: throw error("unexpected {{else}}")
      case .end: throw error("unexpected {{end}}")
      }
    }
    return statements
  }
}

// Statements.
extension TemplateParser {
  private enum Item {
    case statement(Statement)
    case `else`, end

    var shown: String {
      switch self {
      case .statement(let statement): statement.text
      case .else: "{{else}}"
      case .end: "{{end}}"
      }
    }
  }

  private var startsDefinition: Bool {
    guard peek.kind == .leftDelimiter else { return false }
    return tokens.dropFirst(next + 1).first { $0.kind != .space }?.kind == .keyword(.define)
  }

  private mutating func parseDefinition() throws(TemplateError) {
    take()
    takeSpace()
    take()
    let name = try templateName("define clause")
    guard takeSpace().kind == .rightDelimiter else { throw unexpected(peek, "define clause") }
    take()
    try define(name, "define clause")
  }

  /// Reads up to `end` in a scope of its own, and keeps it as a template.
  private mutating func define(_ name: String, _ context: String) throws(TemplateError) {
    let (outer, outerLoops) = (variables, loopDepth)
    (variables, loopDepth) = (["$"], 0)
    let (body, end) = try nested { parser throws(TemplateError) in try parser.list() }
    guard case .end = end else { throw error("unexpected \(end.shown) in \(context)") }
    (variables, loopDepth) = (outer, outerLoops)
    let isKnown = definitions[name].map { !isEmpty($0) } ?? false
    if isKnown, !isEmpty(body) { throw error("template: multiple definition of template \(QuotedText.quoted(name))") }
    if !isKnown { definitions[name] = body }
  }

  private func isEmpty(_ body: [Statement]) -> Bool {
    body.allSatisfy { statement in
      guard case .text(let text) = statement.kind else { return false }
      return text.utf8.allSatisfy(Lexer.isSpace)
    }
  }

  /// Statements up to `else` or `end`.
  private mutating func list() throws(TemplateError) -> ([Statement], Item) {
    var statements: [Statement] = []
    while peek.kind != .end {
      let item = try item()
      guard case .statement(let statement) = item else { return (statements, item) }
      statements.append(statement)
    }
    throw error("unexpected EOF")
  }

  private mutating func item() throws(TemplateError) -> Item {
    let token = take()
    switch token.kind {
    case .text: return .statement(Statement(position: token.position, kind: .text(token.text)))
    case .leftDelimiter: return try action()
    default: throw unexpected(token, "input")
    }
  }

  private mutating func action() throws(TemplateError) -> Item {
    let token = takeSpace()
    guard case .keyword(let keyword) = token.kind, keyword != .define else {
      let pipeline = try pipeline("command", end: .rightDelimiter)
      return .statement(Statement(position: token.position, kind: .action(pipeline)))
    }
    take()
    let kind: Statement.Kind
    switch keyword {
    case .if: kind = .if(try branch("if"))
    case .with: kind = .with(try branch("with"))
    case .range: kind = .range(try branch("range"))
    case .template: return .statement(Statement(position: takeSpace().position, kind: try templateCall()))
    case .block: kind = try block()
    case .break: kind = try loopControl(.break, "{{break}}")
    case .continue: kind = try loopControl(.continue, "{{continue}}")
    case .end:
      try expectRightDelimiter("end")
      return .end
    case .else, .define:
      guard !isElseBranch else { return .else }
      try expectRightDelimiter("else")
      return .else
    }
    return .statement(Statement(position: token.position, kind: kind))
  }

  /// Whether `if` or `with` stands behind `else`.
  private var isElseBranch: Bool {
    let token = tokens.dropFirst(next).first { $0.kind != .space }
    return token?.kind == .keyword(.if) || token?.kind == .keyword(.with)
  }

  private mutating func branch(_ keyword: String) throws(TemplateError) -> Statement.Branch {
    let outer = variables.count
    defer { variables.removeSubrange(outer...) }
    let pipeline = try pipeline(keyword, end: .rightDelimiter)
    loopDepth += keyword == "range" ? 1 : 0
    let (body, end) = try nested { parser throws(TemplateError) in try parser.list() }
    loopDepth -= keyword == "range" ? 1 : 0
    var branch = Statement.Branch(pipeline: pipeline, body: body, otherwise: [], hasElse: false)
    guard case .else = end else { return branch }
    branch.hasElse = true
    branch.otherwise = try otherwise(keyword)
    return branch
  }

  /// `{{else if …}}` is `{{else}}{{if …}}` with one `end` for both; so is `{{else with …}}`.
  private mutating func otherwise(_ keyword: String) throws(TemplateError) -> [Statement] {
    if isElseBranch {
      let token = takeSpace()
      guard token.kind == .keyword(.if) && keyword == "if" || token.kind == .keyword(.with) && keyword == "with" else {
        throw unexpected(token, "else")
      }
      take()
      let branch = try nested { parser throws(TemplateError) in try parser.branch(keyword) }
      return [Statement(position: token.position, kind: keyword == "if" ? .if(branch) : .with(branch))]
    }
    let (list, end) = try nested { parser throws(TemplateError) in try parser.list() }
    guard case .end = end else { throw error("expected end; found \(end.shown)") }
    return list
  }

  private mutating func loopControl(_ kind: Statement.Kind, _ shown: String) throws(TemplateError) -> Statement.Kind {
    let token = takeSpace()
    guard token.kind == .rightDelimiter else { throw unexpected(token, shown) }
    take()
    guard loopDepth > 0 else { throw error("\(shown) outside {{range}}") }
    return kind
  }

  private mutating func templateCall() throws(TemplateError) -> Statement.Kind {
    let name = try templateName("template clause")
    guard takeSpace().kind != .rightDelimiter else {
      take()
      return .template(name: name, nil)
    }
    return .template(name: name, try pipeline("template clause", end: .rightDelimiter))
  }

  private mutating func block() throws(TemplateError) -> Statement.Kind {
    let name = try templateName("block clause")
    let pipeline = try pipeline("block clause", end: .rightDelimiter)
    try define(name, "block clause")
    return .template(name: name, pipeline)
  }

  private mutating func templateName(_ context: String) throws(TemplateError) -> String {
    let token = takeSpace()
    guard token.kind == .string || token.kind == .rawString else { throw unexpected(token, context) }
    take()
    return try string(token)
  }

  private mutating func expectRightDelimiter(_ context: String) throws(TemplateError) {
    let token = takeSpace()
    guard token.kind == .rightDelimiter else { throw unexpected(token, context) }
    take()
  }
}

// Pipelines.
extension TemplateParser {
  private mutating func pipeline(_ context: String, end: Token.Kind) throws(TemplateError) -> Pipeline {
    var pipeline = Pipeline(position: takeSpace().position, variables: [], isAssignment: false, commands: [])
    try declarations(of: &pipeline, context)
    while true {
      let token = takeSpace()
      if token.kind == end { break }
      guard isOperand(token.kind) else { throw unexpected(token, context) }
      pipeline.commands.append(try command())
    }
    take()
    try check(pipeline, context)
    return pipeline
  }

  /// `$x :=`, `$x =`, and for a loop also `$i, $x :=`.
  private mutating func declarations(of pipeline: inout Pipeline, _ context: String) throws(TemplateError) {
    while peek.kind == .variable {
      let (variable, start) = (take(), next)
      let token = takeSpace()
      if token.kind == .assign || token.kind == .declare {
        take()
        pipeline.isAssignment = token.kind == .assign
        return try declare(variable.text, in: &pipeline)
      }
      guard token.kind == .punctuation, token.text == "," else {
        next = start - 1
        return
      }
      take()
      try declare(variable.text, in: &pipeline)
      guard context == "range", pipeline.variables.count < 2 else {
        throw error("too many declarations in \(context)")
      }
      guard [.variable, .rightDelimiter, .rightParenthesis].contains(takeSpace().kind) else {
        throw error("range can only initialize variables")
      }
    }
  }

  private mutating func declare(_ name: String, in pipeline: inout Pipeline) throws(TemplateError) {
    guard variables.count < TemplateLimits.variablesMax else {
      throw error("more than \(TemplateLimits.variablesMax) variables")
    }
    pipeline.variables.append(name)
    variables.append(name)
  }

  private func check(_ pipeline: Pipeline, _ context: String) throws(TemplateError) {
    if pipeline.commands.isEmpty { throw error("missing value for \(context)") }
    for (index, command) in pipeline.commands.enumerated().dropFirst() {
      switch command.operands[0].kind {
      case .dot, .null, .boolean, .number, .string:
        throw error("non executable command in pipeline stage \(index + 1)")
      default: break
      }
    }
  }

  private func isOperand(_ kind: Token.Kind) -> Bool {
    switch kind {
    case .boolean, .character, .number, .dot, .field, .identifier, .null, .rawString, .string, .variable,
      .leftParenthesis:
      true
    default: false
    }
  }

  private mutating func command() throws(TemplateError) -> Command {
    var command = Command(position: takeSpace().position, operands: [])
    while true {
      takeSpace()
      if isOperand(peek.kind) { command.operands.append(try operand()) }
      if peek.kind == .space {
        take()
        continue
      }
      if peek.kind == .pipe {
        take()
      } else if peek.kind != .rightDelimiter, peek.kind != .rightParenthesis {
        throw unexpected(peek, "operand")
      }
      break
    }
    if command.operands.isEmpty { throw error("empty command") }
    return command
  }

  private mutating func operand() throws(TemplateError) -> Operand {
    var operand = try term()
    // Go's place of a chain of fields is that of the second one.
    let position = peek.position
    var fields: [String] = []
    while peek.kind == .field { fields.append(String(take().text.dropFirst())) }
    guard !fields.isEmpty else { return operand }
    let suffix = fields.map { "." + $0 }.joined()
    switch operand.kind {
    case .field(let own): operand.kind = .field(own + fields)
    case .variable(let name, let own): operand.kind = .variable(name, fields: own + fields)
    case .boolean, .string, .number, .null, .dot:
      throw error("unexpected . after term \(QuotedText.quoted(operand.text))")
    default: operand.kind = .chain(operand, fields: fields)
    }
    operand.position = position
    operand.text += suffix
    return operand
  }

  private mutating func term() throws(TemplateError) -> Operand {
    let token = take()
    let kind = try kind(of: token)
    guard case .parenthesized(let pipeline) = kind else {
      return Operand(position: token.position, kind: kind, text: token.text)
    }
    return Operand(position: pipeline.position, kind: kind, text: "(\(pipeline.text))")
  }

  private mutating func kind(of token: Token) throws(TemplateError) -> Operand.Kind {
    switch token.kind {
    case .identifier: return .function(try function(token.text))
    case .dot: return .dot
    case .null: return .null
    case .variable: return .variable(try known(token.text), fields: [])
    case .field: return .field([String(token.text.dropFirst())])
    case .boolean: return .boolean(token.text == "true")
    case .number:
      return .number(try number(token.text))
    case .character:
      return .number(NumberLiteral(try character(token.text)))
    case .string, .rawString: return .string(try string(token))
    default:
      return .parenthesized(
        try nested { parser throws(TemplateError) in
          try parser.pipeline("parenthesized pipeline", end: .rightParenthesis)
        })
    }
  }

  private func number(_ text: String) throws(TemplateError) -> NumberLiteral {
    if let number = NumberLiteral(text) { return number }
    // What can be read as a float was meant as an integer.
    let isInteger =
      !text.isEmpty && text.utf8.contains { (0x30...0x39).contains($0) }
      && !text.utf8.contains { ".eEpP".utf8.contains($0) }
    throw error("\(isInteger ? "integer overflow" : "illegal number syntax"): \(QuotedText.quoted(text))")
  }

  private func character(_ text: String) throws(TemplateError) -> Unicode.Scalar {
    switch Unquoting.character(text) {
    case .one(let scalar): return scalar
    case .several: throw error("malformed character constant: \(text)")
    case .malformed: throw error("invalid syntax")
    }
  }

  private mutating func function(_ name: String) throws(TemplateError) -> TemplateFunction {
    if name == "query" { callsQuery = true }
    guard let function = TemplateFunction.named(name) else {
      throw error("function \(QuotedText.quoted(name)) not defined")
    }
    return function
  }

  private func known(_ variable: String) throws(TemplateError) -> String {
    guard variables.contains(where: { $0.utf8.elementsEqual(variable.utf8) }) else {
      throw error("undefined variable \(QuotedText.quoted(variable))")
    }
    return variable
  }

  private func string(_ token: Token) throws(TemplateError) -> String {
    if token.kind == .rawString { return String(token.text.dropFirst().dropLast()) }
    guard let text = Unquoting.string(token.text) else { throw error("invalid syntax") }
    return text
  }
}

// Tokens and errors.
extension TemplateParser {
  private var peek: Token { tokens[next] }

  /// Moves on; never beyond the last token.
  @discardableResult
  private mutating func take() -> Token {
    let token = tokens[next]
    next = min(next + 1, tokens.count - 1)
    return token
  }

  /// Leaves out white space and gives what stands behind it, without moving on.
  @discardableResult
  private mutating func takeSpace() -> Token {
    while peek.kind == .space { take() }
    return peek
  }

  private mutating func nested<Result>(
    _ body: (inout TemplateParser) throws(TemplateError) -> Result
  ) throws(TemplateError) -> Result {
    nesting += 1
    defer { nesting -= 1 }
    guard nesting <= TemplateLimits.nestingMax else {
      throw error("nested deeper than \(TemplateLimits.nestingMax)")
    }
    return try body(&self)
  }

  private func unexpected(_ token: Token, _ context: String) -> TemplateError {
    token.kind == .error ? error(token.text) : error("unexpected \(token.shown) in \(context)")
  }

  private func error(_ message: String) -> TemplateError {
    TemplateError(.syntax, "template: \(name):\(peek.line): \(message)")
  }
}
