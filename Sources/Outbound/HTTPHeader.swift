/// One header of a request.
package struct HTTPHeader: Hashable, Sendable {
  package var name: String
  package var value: Secret

  package init(_ name: String, _ value: String) {
    self.name = name
    self.value = .text(value)
    isSecret = false
  }

  /// A header that is not shown and not sent to other hosts.
  package init(_ name: String, secret: Secret) {
    self.name = name
    value = secret
    isSecret = true
  }

  let isSecret: Bool
}
