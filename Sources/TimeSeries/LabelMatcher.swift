package import RE2

/// One condition on one label: `name="value"` and its three relatives. A missing label counts as the empty value.
package struct LabelMatcher: Sendable {
  package enum Operation: String, Sendable, CaseIterable {
    case equal = "="
    case notEqual = "!="
    case matches = "=~"
    case doesNotMatch = "!~"
  }

  package let name: String
  package let operation: Operation
  package let value: String
  /// Set exactly for the two regular operations.
  package let regex: LabelRegex?

  /// - Throws: ``RegularExpressionError`` if `value` must be a regular expression and is none.
  package init(_ name: String, _ operation: Operation, _ value: String) throws(RegularExpressionError) {
    self.name = name
    self.operation = operation
    self.value = value
    regex = operation == .matches || operation == .doesNotMatch ? try LabelRegex(value) : nil
  }

  /// The matcher `name="value"`, which cannot fail.
  package init(_ name: String, equals value: String) {
    self.name = name
    operation = .equal
    self.value = value
    regex = nil
  }

  package func matches(_ text: String) -> Bool {
    switch operation {
    case .equal: text.utf8.elementsEqual(value.utf8)
    case .notEqual: !text.utf8.elementsEqual(value.utf8)
    case .matches: regex?.matches(text) ?? false
    case .doesNotMatch: !(regex?.matches(text) ?? true)
    }
  }

  /// Whether a series without the label matches.
  package var matchesEmpty: Bool { matches("") }

  package func matches(_ labels: Labels) -> Bool { matches(labels[name]) }
}

extension LabelMatcher: Hashable {
  package static func == (left: LabelMatcher, right: LabelMatcher) -> Bool {
    left.name == right.name && left.operation == right.operation && left.value == right.value
  }

  package func hash(into hasher: inout Hasher) {
    hasher.combine(name)
    hasher.combine(operation)
    hasher.combine(value)
  }
}

extension LabelMatcher: CustomStringConvertible {
  package var description: String {
    (LabelName.isPlain(name) ? name : QuotedText.quoted(name)) + operation.rawValue + QuotedText.quoted(value)
  }
}
