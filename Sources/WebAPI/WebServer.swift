import Hummingbird
import HummingbirdCore
package import Logging
import NIOCore
import ServiceLifecycle
package import Telemetry

/// The HTTP server: API, metrics, page.
///
/// It knows no room behind it: each `…Routes` value brings what its endpoints need.
package struct WebServer: Service {
  private let settings: WebSettings
  private let responder: WebResponder
  private let connections: ConnectionRegistry
  private let onListening: @Sendable (Int) -> Void
  private let logger: Logger

  /// - Parameters:
  ///   - isReady: whether storage is open; until then most endpoints answer 503.
  ///   - onListening: called with the port of each address once it is open.
  /// - Throws: ``WebServerError`` if a setting cannot be used.
  package init(
    settings: WebSettings, routes: [any WebRoutes], registry: Registry, isReady: @escaping @Sendable () -> Bool,
    logger: Logger, onListening: @escaping @Sendable (Int) -> Void = { _ in }
  ) throws {
    var table = RouteTable()
    for route in routes { route.add(to: &table) }
    let connections = ConnectionRegistry()
    registry.collect("iapetus_http_connections", "Open connections to the HTTP server.", .gauge) {
      [.init(value: Double(connections.count))]
    }
    self.settings = settings
    self.connections = connections
    self.onListening = onListening
    self.logger = logger
    responder = WebResponder(
      table: table, routePrefix: settings.normalizedPrefix, cors: try WebServer.cors(settings),
      metrics: AccessMetrics(registry: registry), connections: connections,
      formByteCountMax: settings.formByteCountMax, isReady: isReady)
  }

  /// Serves until the task is cancelled or a graceful shutdown begins; running requests are finished then.
  ///
  /// - Throws: ``WebServerError`` if an address cannot be opened.
  package func run() async throws {
    let services = settings.addresses.map { Listener(address: $0, application: application($0)) }
    try await ServiceGroup(configuration: .init(services: services, logger: quietLogger)).run()
  }

  private func application(_ address: WebSettings.Address) -> Application<WebResponder> {
    Application(
      responder: responder, server: .http1(configuration: channelConfiguration),
      configuration: ApplicationConfiguration(
        address: .hostname(address.host, port: address.port),
        availableConnectionsDelegate: MaximumAvailableConnections(settings.connectionsMax)),
      onServerRunning: { [logger, onListening] channel in
        let port = channel.localAddress?.port ?? address.port
        logger.info("Listening on \(address.host):\(port)")
        onListening(port)
      }, logger: quietLogger)
  }

  private var channelConfiguration: HTTP1Channel.Configuration {
    HTTP1Channel.Configuration(
      additionalChannelHandlers: [ConnectionHandler(registry: connections)],
      idleTimeout: .milliseconds(settings.readTimeout),
      httpDecoderConfiguration: .init(
        maxHeaderFieldSize: settings.headByteCountMax, maxHeaderListSize: settings.headByteCountMax))
  }

  /// Hummingbird tells of each start and stop; we do that ourselves.
  private var quietLogger: Logger {
    var quiet = logger
    quiet.logLevel = max(logger.logLevel, .warning)
    return quiet
  }

  private static func cors(_ settings: WebSettings) throws -> CORSPolicy {
    do {
      return try CORSPolicy(pattern: settings.corsOrigin)
    } catch {
      throw WebServerError(
        "--web.cors.origin must be a regular expression, and \"\(settings.corsOrigin)\" is none: \(error)")
    }
  }
}

/// One open address. Names the address in the error if it cannot be opened.
private struct Listener: Service {
  let address: WebSettings.Address
  let application: Application<WebResponder>

  func run() async throws {
    do {
      try await application.run()
    } catch let error as IOError {
      throw WebServerError("listening on \(address.host):\(address.port): \(error)")
    }
  }
}
