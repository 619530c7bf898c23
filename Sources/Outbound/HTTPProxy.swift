/// Through whom requests go.
package enum HTTPProxy: Hashable, Sendable {
  /// To the server itself, whatever the environment says.
  case none
  /// Through the proxy at `url`, but for the hosts in `except`: names, addresses and networks, separated by commas.
  case url(String, except: String)
  /// As `HTTP_PROXY`, `HTTPS_PROXY` and `NO_PROXY` say, or the same in small letters.
  case environment
}

extension HTTPProxy {
  /// The proxy for a request to `url`; `nil` if it goes to the server itself. Decided as Go does, not as libcurl.
  ///
  /// - Parameter environment: the value of an environment variable.
  func url(for url: RequestURL, environment: (String) -> String?) -> String? {
    switch self {
    case .none: return nil
    case .url(let proxy, let except):
      // Without exceptions even this machine is asked through the proxy.
      return !except.isEmpty && NoProxyList(except).covers(url) ? nil : proxy
    case .environment:
      func variable(_ name: String) -> String? {
        [name, name.lowercased()].lazy.compactMap(environment).first { !$0.isEmpty }
      }
      guard let proxy = variable(url.scheme.uppercased() + "_PROXY") else { return nil }
      return NoProxyList(variable("NO_PROXY") ?? "").covers(url) ? nil : proxy
    }
  }
}
