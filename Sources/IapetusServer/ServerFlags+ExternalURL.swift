import Glibc
import TimeSeries

/// Links from outside into this server.
extension ServerFlags {
  /// Under which others reach this server, without a slash at its end: the flag, else this machine's name and the first port.
  var reachableURL: String {
    guard externalURL.isEmpty else { return String(externalURL.trimming { $0 == "/" }) }
    let port = listenAddresses.first?.split(separator: ":").last ?? "9090"
    return "http://\(ServerFlags.hostname):\(port)\((routePrefix ?? "").trimming { $0 == "/" })"
  }

  /// The page that shows the outcome of `query`.
  func graphURL(for query: String) -> String {
    "\(reachableURL)/graph?g0.expr=\(QueryText.escaped(query))&g0.tab=1"
  }

  private static var hostname: String {
    withUnsafeTemporaryAllocation(of: CChar.self, capacity: 256) { buffer in
      guard let base = buffer.baseAddress, gethostname(base, buffer.count) == 0 else { return "localhost" }
      return String(cString: base)
    }
  }
}

extension String {
  /// Without the characters at its end that `isUnwanted` names.
  fileprivate func trimming(_ isUnwanted: (Character) -> Bool) -> Substring {
    self[..<(lastIndex { !isUnwanted($0) }.map(index(after:)) ?? startIndex)]
  }
}
