/// Through whom requests go.
package enum HTTPProxy: Hashable, Sendable {
  /// To the server itself, whatever the environment says.
  case none
  /// Through the proxy at `url`, but for the hosts in `except`: names, suffixes and networks, separated by commas.
  case url(String, except: String)
  /// As `http_proxy`, `https_proxy` and `no_proxy` say.
  case environment
}
