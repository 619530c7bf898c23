/// Who asks a query.
///
/// The task carries it, as the context does in Prometheus: what stands between who asks and the engine need not know.
package enum QueryOrigin: Sendable, Equatable {
  /// A client of the HTTP API; `path` with the route prefix.
  case request(clientAddress: String, method: String, path: String)
  /// A rule, or a template of an alert.
  case ruleGroup(file: String, name: String)
  /// The program itself, to prepare something. Not logged.
  case program

  @TaskLocal package static var current = QueryOrigin.program

  /// Runs `body`, whose queries are asked by this origin.
  package func asking<Answer: Sendable>(
    _ body: () async throws(QueryError) -> Answer
  ) async throws(QueryError) -> Answer {
    let outcome = await QueryOrigin.$current.withValue(self) { () async -> Result<Answer, QueryError> in
      do throws(QueryError) {
        return .success(try await body())
      } catch {
        return .failure(error)
      }
    }
    return try outcome.get()
  }
}
