import ArgumentParser

/// The server that a query goes to, how it is asked and how its answer is shown.
struct AskedServer: ParsableArguments {
  @Argument(help: "The server's address: http://HOST:PORT, with its route prefix if it has one.")
  var server: String

  @OptionGroup var connection: ConnectionArguments

  func validate() throws { try connection.validate(for: server) }

  /// - Throws: the exit code; why there is no answer has been told.
  func post<Content: Decodable>(
    _ path: String, _ parameters: [String: [String]], for type: Content.Type
  ) async throws -> ServerAnswer<Content> {
    try await telling { connection throws(ServerError) in try await connection.post(path, parameters, for: type) }
  }

  func get<Content: Decodable>(
    _ path: String, _ parameters: [String: [String]], for type: Content.Type
  ) async throws -> ServerAnswer<Content> {
    try await telling { connection throws(ServerError) in try await connection.get(path, parameters, for: type) }
  }

  private func telling<Content>(
    _ ask: (ServerConnection) async throws(ServerError) -> ServerAnswer<Content>
  ) async throws -> ServerAnswer<Content> {
    do {
      return try await ask(ServerConnection(server, connection))
    } catch {
      throw complain("query error: \(error)")
    }
  }
}
