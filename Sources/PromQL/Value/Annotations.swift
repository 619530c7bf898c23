/// Remarks on an answer that is an answer all the same. Identical ones are kept once, in order of appearance.
package struct Annotations: Sendable, Equatable {
  package private(set) var warnings: [String] = []
  package private(set) var infos: [String] = []

  package init() {}

  package var isEmpty: Bool { warnings.isEmpty && infos.isEmpty }

  package mutating func warn(_ text: String) {
    if !warnings.contains(text) { warnings.append(text) }
  }

  package mutating func inform(_ text: String) {
    if !infos.contains(text) { infos.append(text) }
  }

  package mutating func merge(_ other: Annotations) {
    other.warnings.forEach { warn($0) }
    other.infos.forEach { inform($0) }
  }
}
