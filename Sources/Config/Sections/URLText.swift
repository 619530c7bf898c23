/// The parts of an absolute URL, as far as they must be checked or hidden.
struct URLText {
  let scheme: Substring
  /// `user:password` before the `@`, if any.
  let userInfo: Substring?
  let host: Substring
  private let behindUserInfo: Substring

  /// `nil` unless `text` is `http` or `https`, `://`, and a host.
  init?(_ text: String) {
    let lower = text.lowercased()
    guard let scheme = ["https", "http", "socks5"].first(where: { lower.hasPrefix($0 + "://") }) else { return nil }
    self.scheme = text.prefix(scheme.count)
    let rest = text.dropFirst(scheme.count + 3)
    let authority = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
    if let at = authority.lastIndex(of: "@") {
      userInfo = authority[..<at]
      host = authority[authority.index(after: at)...]
    } else {
      userInfo = nil
      host = authority
    }
    guard !host.isEmpty, !text.contains(where: { $0.isWhitespace }) else { return nil }
    behindUserInfo = rest[host.startIndex...]
  }

  /// The URL with its password hidden; `nil` if it has none.
  var redacted: String? {
    guard let userInfo, let colon = userInfo.firstIndex(of: ":") else { return nil }
    return "\(scheme)://\(userInfo[..<colon]):xxxxx@\(behindUserInfo)"
  }
}
