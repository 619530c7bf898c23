import HTTPTypes
import Hummingbird
import NIOCore
import Telemetry

/// The way of a request: preflight, route, then what every answer gets.
struct WebResponder: HTTPResponder {
  typealias Context = WebContext

  let table: RouteTable
  /// `/`, or a path without a slash at its end, under which everything stands.
  let routePrefix: String
  let cors: CORSPolicy
  let metrics: AccessMetrics
  let connections: ConnectionRegistry
  let formByteCountMax: Int
  let isReady: @Sendable () -> Bool

  func respond(to request: Request, context: WebContext) async throws -> Response {
    let started = Clock.monotonicSeconds()
    var (handler, response) = await answer(request, context)
    cors.apply(to: &response, for: request)
    // An answer to HEAD has the headers of one to GET and no bytes.
    if request.method == .head { return response.createHeadResponse() }
    GzipBody.apply(to: &response, for: request)
    metrics.record(&response, handler: handler, startedSeconds: started)
    return response
  }

  private func answer(_ request: Request, _ context: WebContext) async -> (handler: String, Response) {
    // Browsers ask before they send; every path says yes, as in Prometheus.
    if request.method == .options { return ("options", Response(status: .noContent)) }
    guard let path = pathBelowPrefix(request.uri.path) else {
      return ("other", request.uri.path == "/" ? .redirect(to: routePrefix + "/") : notFound)
    }
    switch table.match(path, request.method) {
    case .nothing: return ("other", notFound)
    case .otherMethods(let methods): return ("other", methodNotAllowed(methods))
    case .route(let route, let parameter):
      return (route.path, await answer(request, route, parameter, context))
    }
  }

  private func answer(
    _ request: Request, _ route: RouteTable.Route, _ parameter: String, _ context: WebContext
  ) async -> Response {
    if route.waitsForReadiness, !isReady() { return unavailable }
    if request.headers[.expect] != nil, !RequestedBody.isAwaited(request) {
      return .failure(.expectationFailed, "Expect can be 100-continue only")
    }
    do {
      return try await route.handle(try await webRequest(request, route, parameter, context))
    } catch let error as APIError {
      return Envelope.failure(error)
    } catch let error as PlainError {
      return .failure(error.status, error.text)
    } catch is CancellationError {
      return Envelope.failure(APIError(.canceled, "context canceled"))
    } catch {
      return Envelope.failure(APIError(.internal, "\(error)"))
    }
  }

  private func webRequest(
    _ request: Request, _ route: RouteTable.Route, _ parameter: String, _ context: WebContext
  ) async throws -> WebRequest {
    var parameters = FormParameters()
    if route.body == .form, request.method == .post, isForm(request) {
      parameters = try await form(RequestedBody(request, on: context.channel))
    }
    if let query = request.uri.query { try parameters.add(query.utf8) }
    return WebRequest(
      method: request.method, path: request.uri.path, clientAddress: context.channel.remoteAddress?.ipAddress ?? "",
      headers: request.headers, parameters: parameters,
      pathParameter: try PercentEncoding.decoded(Array(parameter.utf8)[...], plusIsSpace: false),
      body: RequestedBody(request, on: context.channel),
      connection: connections.watch(of: context.channel))
  }

  private func form(_ body: RequestedBody) async throws -> FormParameters {
    do {
      var parameters = FormParameters()
      try parameters.add(try await body.collect(upTo: formByteCountMax).readableBytesView)
      return parameters
    } catch is NIOTooManyBytesError {
      throw PlainError(.contentTooLarge, "the form has more than \(formByteCountMax) bytes")
    }
  }

  private func isForm(_ request: Request) -> Bool {
    request.headers[.contentType]?.lowercased().hasPrefix("application/x-www-form-urlencoded") ?? false
  }

  /// The path as the routes know it; `nil` outside of the prefix.
  private func pathBelowPrefix(_ path: String) -> String? {
    guard routePrefix != "/" else { return path }
    guard path.hasPrefix(routePrefix + "/") else { return nil }
    return String(path.dropFirst(routePrefix.count))
  }

  private var notFound: Response { .failure(.notFound, "404 page not found") }

  private var unavailable: Response {
    var response = Response.text("Service Unavailable", status: .serviceUnavailable)
    response.headers[.prometheusStopping] = "false"
    return response
  }

  private func methodNotAllowed(_ allowed: [HTTPRequest.Method]) -> Response {
    var response = Response.failure(.methodNotAllowed, "Method Not Allowed")
    response.headers[.allow] = (allowed + [.options]).map(\.rawValue).joined(separator: ", ")
    return response
  }
}
