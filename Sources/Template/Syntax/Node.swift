/// A part of a template that can be named as the place of an error.
protocol Node: Sendable {
  /// Byte offset in the template.
  var position: Int { get }
  /// As Go prints it.
  var text: String { get }
}

/// What stands between the functions and pipes of an action.
struct Operand: Node {
  indirect enum Kind: Sendable {
    case dot, null
    case boolean(Bool)
    case number(NumberLiteral)
    case string(String)
    /// `.a.b`.
    case field([String])
    /// `$a`, and fields of it.
    case variable(String, fields: [String])
    /// Fields of something in parentheses.
    case chain(Operand, fields: [String])
    case function(TemplateFunction)
    case parenthesized(Pipeline)
  }

  var position: Int
  var kind: Kind
  var text: String
}

/// A value, or a function or method with its arguments.
struct Command: Node {
  var position: Int
  /// Not empty.
  var operands: [Operand]

  var text: String { operands.map(\.text).joined(separator: " ") }
}

/// Commands, each fed with the result of the one before; perhaps kept in variables.
struct Pipeline: Node {
  var position: Int
  /// Names with their `$`.
  var variables: [String]
  /// `=`, not `:=`.
  var isAssignment: Bool
  var commands: [Command]

  var text: String {
    let declaration = variables.isEmpty ? "" : variables.joined(separator: ", ") + (isAssignment ? " = " : " := ")
    return declaration + commands.map(\.text).joined(separator: " | ")
  }
}
