/// A file that was read for a configuration.
package struct ConfigFile: Sendable, Equatable {
  package enum Content: Sendable, Equatable {
    case main
    /// More scrape configs: how many.
    case jobs(count: Int)
    case rules(count: Int)
  }

  /// As it was asked for.
  package var path: String
  package var content: Content

  package init(path: String, content: Content) {
    self.path = path
    self.content = content
  }
}
