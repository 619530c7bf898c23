package import Logging

/// The running server.
package struct IapetusServer: Sendable {
  private let flags: ServerFlags
  private let logger: Logger

  package init(flags: ServerFlags, logger: Logger) {
    self.flags = flags
    self.logger = logger
  }

  package func run() async throws {}
}
