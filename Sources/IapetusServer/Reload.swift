import Config
import Logging

/// Brings a changed configuration into force: all of it, or none.
///
/// Everything that can be wrong with a configuration is found before any room hears of it; what the rooms then do cannot
/// fail. One reload at a time; a reload that is asked for meanwhile waits.
actor Reload {
  private let path: String
  private let running: RunningConfig
  private let logger: Logger
  private let apply: @Sendable (ServerConfig) async throws -> Void
  private var last: Task<Void, any Error>?

  /// - Parameter apply: hands each room its part.
  init(
    path: String, running: RunningConfig, logger: Logger, apply: @escaping @Sendable (ServerConfig) async throws -> Void
  ) {
    self.path = path
    self.running = running
    self.logger = logger
    self.apply = apply
  }

  /// Reads and applies the configuration file.
  ///
  /// - Throws: ``ConfigError``; then the configuration in force stays.
  func reload() async throws {
    let previous = last
    let next = Task {
      _ = try? await previous?.value
      try await self.reloadOnce()
    }
    last = next
    try await next.value
  }

  private func reloadOnce() async throws {
    logger.info("Loading configuration file", metadata: ["filename": "\(path)"])
    do {
      let config = try ConfigLoader.load(path: path)
      try await apply(config)
      running.succeed(with: config)
      config.warnings.forEach { logger.warning("\($0)") }
      logger.info("Completed loading of configuration file", metadata: ["filename": "\(path)"])
    } catch {
      running.fail()
      logger.error("Reloading the configuration; the one in force stays", metadata: ["error": "\(error)"])
      throw error
    }
  }
}
