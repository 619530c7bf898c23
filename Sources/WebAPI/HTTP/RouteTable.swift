import HTTPTypes
import Hummingbird

/// Which handler answers which path and method.
///
/// Our own, because Prometheus's answers are part of its API: 405 names what is allowed, 404 is plain text, one path has
/// a parameter, and Hummingbird's router knows none of the first two.
package struct RouteTable: Sendable {
  typealias Handler = @Sendable (WebRequest) async throws -> Response

  /// What a request's body is to the route.
  enum BodyKind {
    /// Parameters, if it says that it is a form.
    case form
    /// The route reads it itself.
    case stream
  }

  struct Route: Sendable {
    /// The path without the prefix; also the label `handler` of the access metrics.
    let path: String
    let body: BodyKind
    /// Whether it is answered only once storage is open.
    let waitsForReadiness: Bool
    let handle: Handler
  }

  enum Match {
    case route(Route, parameter: String)
    case otherMethods([HTTPRequest.Method])
    case nothing
  }

  /// The routes of one path, by method.
  private typealias Methods = [HTTPRequest.Method: Route]

  private var exact: [String: Methods] = [:]
  /// Paths with one parameter: what stands before it, what behind it.
  private var patterns: [(prefix: String, suffix: String, methods: Methods)] = []

  /// - Parameter path: absolute; one segment may be a parameter, `:name`.
  mutating func on(
    _ methods: HTTPRequest.Method..., at path: String, body: BodyKind = .form, waitsForReadiness: Bool = true,
    _ handle: @escaping Handler
  ) {
    let route = Route(path: path, body: body, waitsForReadiness: waitsForReadiness, handle: handle)
    for method in methods { add(route, method) }
  }

  func match(_ path: String, _ method: HTTPRequest.Method) -> Match {
    guard let (methods, parameter) = methods(at: path) else { return .nothing }
    guard let route = methods[method] else {
      return .otherMethods(methods.keys.sorted { $0.rawValue < $1.rawValue })
    }
    return .route(route, parameter: parameter)
  }

  private mutating func add(_ route: Route, _ method: HTTPRequest.Method) {
    guard let colon = route.path.firstIndex(of: ":") else {
      exact[route.path, default: [:]][method] = route
      return
    }
    let prefix = String(route.path[..<colon])
    let suffix = String(route.path[colon...].drop { $0 != "/" })
    if let index = patterns.firstIndex(where: { $0.prefix == prefix && $0.suffix == suffix }) {
      patterns[index].methods[method] = route
    } else {
      patterns.append((prefix, suffix, [method: route]))
    }
  }

  private func methods(at path: String) -> (methods: Methods, parameter: String)? {
    if let methods = exact[path] { return (methods, "") }
    for pattern in patterns where path.hasPrefix(pattern.prefix) && path.hasSuffix(pattern.suffix) {
      let parameter = path.dropFirst(pattern.prefix.count).dropLast(pattern.suffix.count)
      let overlaps = path.count <= pattern.prefix.count + pattern.suffix.count
      if !overlaps, !parameter.contains("/") { return (pattern.methods, String(parameter)) }
    }
    return nil
  }
}
