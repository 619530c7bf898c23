package import TimeSeries

/// How the server listens and what it opens: the `--web.*` flags.
package struct WebSettings: Sendable {
  package struct Address: Sendable, Equatable {
    package var host: String
    package var port: Int

    package init(host: String, port: Int) {
      self.host = host
      self.port = port
    }

    /// Reads `host:port`, `[::1]:port` or `:port`; `nil` if it is none of these.
    package init?(_ text: String) {
      guard let colon = text.lastIndex(of: ":"), let port = Int(text[text.index(after: colon)...]),
        (0...65535).contains(port)
      else { return nil }
      var host = text[..<colon]
      if host.hasPrefix("["), host.hasSuffix("]") { host = host.dropFirst().dropLast() }
      self.init(host: host.isEmpty ? "0.0.0.0" : String(host), port: port)
    }
  }

  package var addresses = [Address(host: "0.0.0.0", port: 9090)]
  /// The path under which everything stands; `/` or empty is none.
  package var routePrefix = "/"
  package var corsOrigin = ".*"
  package var connectionsMax = 512
  /// How long a client may take to send a request, or keep a connection without sending one.
  package var readTimeout: Milliseconds = 300_000
  /// Bytes of a form in a request's body; Go's bound.
  package var formByteCountMax = 10 << 20
  /// Bytes of a request's headers, its URL among them; Go's bound.
  package var headByteCountMax = 1 << 20

  package init() {}

  /// ``routePrefix`` with a slash in front and none behind; `/` for none.
  var normalizedPrefix: String {
    let trimmed = routePrefix.split(separator: "/", omittingEmptySubsequences: true).joined(separator: "/")
    return trimmed.isEmpty ? "/" : "/" + trimmed
  }
}
