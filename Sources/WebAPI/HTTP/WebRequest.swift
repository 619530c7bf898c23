import HTTPTypes
import Hummingbird
import NIOCore

/// A request as routes see it: parameters merged and decoded, the body still to be read where it is no form.
struct WebRequest: Sendable {
  let method: HTTPRequest.Method
  /// With the route prefix, without parameters.
  let path: String
  /// Of the other end of the connection, whatever headers say.
  let clientAddress: String
  let headers: HTTPFields
  /// Of the URL and, on a POST, of the form in the body.
  let parameters: FormParameters
  /// What stood at the place of `:name` in the route's path.
  let pathParameter: String
  let body: RequestedBody
  let connection: ConnectionWatch?

  /// Runs `operation`, and cancels it when the client goes away before it is done.
  func whileConnected<Result: Sendable>(
    _ operation: @escaping @Sendable () async throws -> Result
  ) async throws -> Result {
    guard let connection else { return try await operation() }
    return try await connection.whileConnected(operation)
  }
}
