/// Why a relabelling rule is no rule. The texts are Prometheus's.
package struct RelabelError: Error, Sendable, Equatable, CustomStringConvertible {
  package let description: String

  package init(_ description: String) { self.description = description }
}
