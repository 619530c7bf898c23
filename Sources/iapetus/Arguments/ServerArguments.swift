import ArgumentParser

/// Which running server a command asks, and how.
struct ServerArguments: ParsableArguments {
  @Option(help: ArgumentHelp("The server's address, with its route prefix if it has one.", valueName: "url"))
  var url = "http://localhost:9090"

  @OptionGroup var connection: ConnectionArguments

  func validate() throws {
    guard url.hasPrefix("http://") || url.hasPrefix("https://") else {
      throw ValidationError("--url must begin with http:// or https://, and \"\(url)\" does not.")
    }
    try connection.validate(for: url)
  }

  /// The `data` of a good answer. Why there is none goes to standard error.
  func ask<Data: Decodable>(_ path: String, _ parameters: [String: [String]], for type: Data.Type)
    async throws -> Data
  {
    do {
      return try await ServerConnection(url, connection).get(path, parameters, for: type).content
    } catch {
      throw complain("\(error)" + (error.mayBeElsewhere ? "\nSay where the server is with --url." : ""))
    }
  }
}
