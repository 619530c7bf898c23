extension BinaryOperation {
  /// An operator with its modifiers, and what stands behind it.
  package struct Link: Sendable {
    package let operation: Operator
    package let returnsBool: Bool
    /// The default where one side is a scalar.
    package internal(set) var matching: Matching
    package let right: Expression
    /// Of the operation that ends with this link.
    var typeUpToHere = ValueType.scalar
    var depthUpToHere = 0

    package init(
      operation: Operator, returnsBool: Bool = false, matching: Matching = Matching(), right: Expression
    ) {
      self.operation = operation
      self.returnsBool = returnsBool
      self.matching = matching
      self.right = right
    }
  }
}
