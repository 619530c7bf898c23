/// Why a discovery got no targets.
struct DiscoveryError: Error, Sendable, CustomStringConvertible {
  let description: String

  init(_ description: String) { self.description = description }
}
