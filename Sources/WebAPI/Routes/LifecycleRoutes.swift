import HTTPTypes
import Hummingbird

/// `/-/healthy`, `/-/ready`, `/-/reload`.
package struct LifecycleRoutes: WebRoutes {
  private let isEnabled: Bool
  private let reload: @Sendable () async throws -> Void

  /// - Parameter isEnabled: `--web.enable-lifecycle`.
  package init(isEnabled: Bool, reload: @escaping @Sendable () async throws -> Void) {
    self.isEnabled = isEnabled
    self.reload = reload
  }

  package func add(to table: inout RouteTable) {
    table.on(.get, .head, at: "/-/healthy", waitsForReadiness: false) { _ in .text("Prometheus Server is Healthy.\n") }
    table.on(.get, .head, at: "/-/ready") { _ in .text("Prometheus Server is Ready.\n") }
    table.on(.post, .put, at: "/-/reload", waitsForReadiness: false) { _ in try await reloaded() }
    table.on(.get, at: "/-/reload", waitsForReadiness: false) { _ in
      throw PlainError(.methodNotAllowed, "Only POST or PUT requests allowed")
    }
  }

  private func reloaded() async throws -> Response {
    guard isEnabled else { throw PlainError(.forbidden, "Lifecycle API is not enabled.") }
    do {
      try await reload()
      return Response(status: .ok)
    } catch {
      throw PlainError(.internalServerError, "failed to reload config: \(error)")
    }
  }
}
