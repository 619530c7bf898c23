/// Why the HTTP server cannot start.
package struct WebServerError: Error, CustomStringConvertible {
  package let description: String

  init(_ description: String) { self.description = description }
}
