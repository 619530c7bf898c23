import TimeSeries

/// Operators that bind alike and what they join, as in ``BinaryOperation``: long ones are no deeper than short ones.
struct BinaryPlan: Sendable {
  struct Link: Sendable {
    var operation: BinaryOperation.Operator
    var returnsBool: Bool
    var matching: BinaryOperation.Matching
    var right: Plan
    /// Of the operation that ends with this link.
    var traits: Plan.Traits
  }

  let first: Plan
  /// At least one.
  let links: ArraySlice<Link>

  var last: Link { links[links.endIndex - 1] }

  var operation: BinaryOperation.Operator { last.operation }
  var returnsBool: Bool { last.returnsBool }
  var matching: BinaryOperation.Matching { last.matching }
  var right: Plan { last.right }

  /// All that stands before the last operator. Costs nothing, however much it is.
  var left: Plan { links.count == 1 ? first : BinaryPlan(first: first, links: links.dropLast()).plan }

  var plan: Plan { Plan(operation: .binary(self), traits: last.traits) }
}
