import ArgumentParser

/// Asks a server and tells on standard error why it gives no answer, in promtool's form.
struct Asker {
  private let connection: ServerConnection

  init(_ connection: ServerConnection) { self.connection = connection }

  /// - Throws: the exit code, once it has been told.
  func post<Content: Decodable>(
    _ path: String, _ parameters: [String: [String]], for type: Content.Type
  ) async throws -> ServerAnswer<Content> {
    do {
      return try await connection.post(path, parameters, for: type)
    } catch {
      throw complain("query error: \(error)")
    }
  }

  func get<Content: Decodable>(
    _ path: String, _ parameters: [String: [String]], for type: Content.Type
  ) async throws -> ServerAnswer<Content> {
    do {
      return try await connection.get(path, parameters, for: type)
    } catch {
      throw complain("query error: \(error)")
    }
  }
}
