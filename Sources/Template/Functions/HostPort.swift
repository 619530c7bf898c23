import Glibc

/// A network address cut at its port, as Go's `net.SplitHostPort` does.
struct HostPort {
  /// Without brackets.
  var host: String
  var port: String

  /// `nil` if there is no port, or more colons than brackets explain.
  init?(_ text: String) {
    guard let colon = text.utf8.lastIndex(of: UInt8(ascii: ":")) else { return nil }
    var head = text[..<colon]
    port = String(text[text.utf8.index(after: colon)...])
    if head.hasPrefix("[") {
      guard head.hasSuffix("]") else { return nil }
      head = head.dropFirst().dropLast()
    } else if head.utf8.contains(UInt8(ascii: ":")) {
      return nil
    }
    let brackets = "[]".utf8
    guard !head.utf8.contains(where: brackets.contains), !port.utf8.contains(where: brackets.contains) else {
      return nil
    }
    host = String(head)
  }

  /// The first label of a host's name, with the port if there is one; IP addresses stay whole.
  static func withoutDomain(_ text: String) -> String {
    let address = HostPort(text)
    let host = address?.host ?? text
    if isIPAddress(host) { return text }
    let name = String(host.prefix { $0 != "." })
    guard let port = address?.port, !port.isEmpty else { return name }
    return name.utf8.contains(UInt8(ascii: ":")) ? "[\(name)]:\(port)" : "\(name):\(port)"
  }

  private static func isIPAddress(_ host: String) -> Bool {
    var address = in6_addr()
    return inet_pton(AF_INET, host, &address) == 1 || inet_pton(AF_INET6, host, &address) == 1
  }
}
