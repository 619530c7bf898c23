/// One name and its value.
package struct Label: Hashable, Sendable {
  package var name: String
  package var value: String

  package init(name: String, value: String) {
    self.name = name
    self.value = value
  }
}

extension Label: Comparable {
  /// By name, then by value, both as bytes.
  package static func < (left: Label, right: Label) -> Bool {
    left.name == right.name
      ? left.value.utf8.lexicographicallyPrecedes(right.value.utf8)
      : left.name.utf8.lexicographicallyPrecedes(right.name.utf8)
  }
}
