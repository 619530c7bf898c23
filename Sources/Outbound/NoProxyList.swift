/// Hosts that no proxy stands before: `no_proxy`, read as Go does.
///
/// Names (`a.test`: itself and below; `.a.test` or `*.a.test`: below only), addresses and networks, each perhaps with a
/// port; `*` is everything. This machine itself is always among them.
struct NoProxyList {
  private let entries: [(host: Substring, port: Substring?)]

  init(_ text: String) {
    entries = text.lowercased().split(separator: ",").compactMap { entry in
      let trimmed = entry.drop { $0 == " " }
      let end = (trimmed.lastIndex { $0 != " " }).map { trimmed.index(after: $0) } ?? trimmed.startIndex
      return trimmed[..<end].isEmpty ? nil : NoProxyList.split(trimmed[..<end])
    }
  }

  func covers(_ url: RequestURL) -> Bool {
    let host = url.host.lowercased().filter { $0 != "[" && $0 != "]" }
    let address = NetworkAddress(host)
    if host == "localhost" || address?.isLoopback == true { return true }
    return entries.contains { entry in
      (entry.port == nil || entry.port == url.port) && NoProxyList.covers(entry.host, host, address)
    }
  }

  private static func covers(_ entry: Substring, _ host: String, _ address: NetworkAddress?) -> Bool {
    if entry == "*" { return true }
    if let address { return NetworkAddress.Block(entry)?.contains(address) ?? false }
    let name = entry.hasPrefix("*.") ? entry.dropFirst() : entry
    return name.hasPrefix(".") ? host.hasSuffix(name) : host == name || host.hasSuffix("." + name)
  }

  /// Host and port of an entry; an IPv6 address has colons of its own, and a port only behind brackets.
  private static func split(_ entry: Substring) -> (host: Substring, port: Substring?) {
    if entry.hasPrefix("["), let end = entry.lastIndex(of: "]") {
      let rest = entry[entry.index(after: end)...]
      return (entry[..<end].dropFirst(), rest.hasPrefix(":") ? rest.dropFirst() : nil)
    }
    guard entry.filter({ $0 == ":" }).count == 1, let colon = entry.firstIndex(of: ":") else { return (entry, nil) }
    return (entry[..<colon], entry[entry.index(after: colon)...])
  }
}
