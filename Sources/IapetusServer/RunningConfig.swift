import Config
import Scrape
import Telemetry
import Threads
import TimeSeries

/// The configuration in force, and what became of the last attempt to change it.
final class RunningConfig: Sendable {
  struct State: Sendable {
    var config: ServerConfig
    /// When `config` came into force.
    var loadedAt: Timestamp
    var lastReloadSucceeded = true
  }

  private let flags: ServerFlags
  private let state: Locked<State>

  init(_ config: ServerConfig, flags: ServerFlags, registry: Registry) {
    self.flags = flags
    let state = Locked(State(config: config, loadedAt: Clock.now()))
    self.state = state
    registry.collect(
      "prometheus_config_last_reload_successful", "Whether the last configuration reload attempt was successful.",
      .gauge
    ) { [.init(value: state.withLock { $0.lastReloadSucceeded } ? 1 : 0)] }
    registry.collect(
      "prometheus_config_last_reload_success_timestamp_seconds",
      "Timestamp of the last successful configuration reload.", .gauge
    ) { [.init(value: Double(state.withLock { $0.loadedAt }) / 1000)] }
  }

  var current: State { state.withLock { $0 } }

  /// The labels that tell replicas apart.
  var replicaLabels: [String] { flags.replicaLabels(current.config.global) }

  var jobNames: [String] { current.config.scrapeConfigs.map(\.jobName) }

  func succeed(with config: ServerConfig) {
    state.withLock { $0 = State(config: config, loadedAt: Clock.now()) }
  }

  func fail() {
    state.withLock { $0.lastReloadSucceeded = false }
  }
}
