import ArgumentParser

/// The server that a query goes to, and how it is asked.
struct AskedServer: ParsableArguments {
  @Argument(help: "The server's address: http://HOST:PORT, with its route prefix if it has one.")
  var server: String

  @OptionGroup var connection: ConnectionArguments

  func validate() throws { try connection.validate(for: server) }

  var asker: Asker { Asker(ServerConnection(server, connection)) }
}
