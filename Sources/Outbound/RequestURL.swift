/// The parts of a URL that matter for what may be said of it and who may get credentials.
struct RequestURL {
  let scheme: Substring
  let authority: Substring
  /// Path, query and fragment.
  let rest: Substring

  /// `nil` unless `text` is an absolute URL of http or https.
  init?(_ text: String) {
    guard let colon = RequestURL.separator(in: text) else { return nil }
    scheme = text[..<colon.lowerBound]
    let behind = text[colon.upperBound...]
    let end = behind.firstIndex { $0 == "/" || $0 == "?" || $0 == "#" } ?? behind.endIndex
    authority = behind[..<end]
    rest = behind[end...]
    guard ["http", "https"].contains(scheme.lowercased()), !host.isEmpty else { return nil }
  }

  /// Host and port, without user and password.
  var hostAndPort: Substring {
    guard let at = authority.lastIndex(of: "@") else { return authority }
    return authority[authority.index(after: at)...]
  }

  var host: Substring {
    guard let colon = hostAndPort.lastIndex(of: ":"), !hostAndPort[colon...].contains("]") else { return hostAndPort }
    return hostAndPort[..<colon]
  }

  var port: Substring {
    let written = hostAndPort[host.endIndex...].dropFirst()
    return written.isEmpty ? (scheme.lowercased() == "https" ? "443" : "80") : written
  }

  /// What must stay the same for credentials to be sent along.
  var origin: String { "\(scheme.lowercased())://\(host.lowercased()):\(port)" }

  /// The URL with `name` as its host, so that TLS asks for and checks that name.
  func naming(_ name: String?) -> String {
    guard let name else { return "\(scheme)://\(authority)\(rest)" }
    return "\(scheme)://\(authority.dropLast(hostAndPort.count))\(name):\(port)\(rest)"
  }

  /// The reverse for a URL that was made from ``naming(_:)``, as libcurl makes those of redirects: with the host in place
  /// of `name`.
  func unnaming(_ name: String?, in text: String) -> String {
    guard let name, let url = RequestURL(text), url.origin == "\(scheme.lowercased())://\(name.lowercased()):\(port)"
    else { return text }
    return "\(scheme)://\(authority)\(url.rest)"
  }

  /// Where to connect instead of `name`, as libcurl writes it; `nil` if the host keeps its own name.
  func route(insteadOf name: String?) -> String? { name.map { "\($0):\(port):\(host):\(port)" } }

  /// `text` without user and password.
  static func withoutUser(_ text: String) -> String {
    guard text.utf8.contains(UInt8(ascii: "@")), let url = RequestURL(text) else { return text }
    return "\(url.scheme)://\(url.hostAndPort)\(url.rest)"
  }

  /// `text` without user, password and query, for errors and logs.
  static func redacted(_ text: String) -> String {
    guard let url = RequestURL(text) else { return String(text.prefix { $0 != "?" && $0 != "@" }.prefix(100)) }
    return "\(url.scheme)://\(url.hostAndPort)\(url.rest.prefix { $0 != "?" && $0 != "#" })"
  }

  /// The `://` behind the scheme.
  private static func separator(in text: String) -> Range<String.Index>? {
    guard let colon = text.firstIndex(of: ":"), text[colon...].hasPrefix("://") else { return nil }
    return colon..<text.index(colon, offsetBy: 3)
  }
}
