/// Why the server cannot start, in a sentence for whoever starts it.
package struct ServerError: Error, CustomStringConvertible {
  package let description: String

  package init(_ description: String) { self.description = description }
}
