import Config
package import Logging

/// The running server: reads the configuration, builds the house, runs it until a signal.
package struct IapetusServer: Sendable {
  private let flags: ServerFlags
  private let logger: Logger

  package init(flags: ServerFlags, logger: Logger) {
    self.flags = flags
    self.logger = logger
  }

  /// Serves until SIGTERM or SIGINT; then stops in the reverse order of starting.
  ///
  /// - Throws: what stands in the way of starting: the configuration, the store, an address.
  package func run() async throws {
    logger.info("Starting iapetus", metadata: ["version": "\(Version.number)", "config": "\(flags.configFile)"])
    let config = try ConfigLoader.load(path: flags.configFile)
    config.warnings.forEach { logger.warning("\($0)") }
    try await Assembly(flags: flags, config: config, logger: logger).run()
    logger.info("See you next time!")
  }
}
