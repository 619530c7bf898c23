internal import CCurl

extension EasyHandle {
  /// Sets through whom the request goes.
  ///
  /// - Parameter proxy: its URL; `nil` for none.
  func setProxy(_ request: HTTPRequest, _ proxy: String?, _ url: RequestURL) throws(OutboundError) {
    // Both are always set: else libcurl reads the environment itself.
    try set(CURLOPT_PROXY, proxy ?? "")
    try set(CURLOPT_NOPROXY, "")
    guard let proxy else { return }
    if proxy.lowercased().hasPrefix("https:") { try setProxyTLS(request.options.tls) }
    // What is meant for the server stays out of the request to the proxy.
    try set(CURLOPT_HEADEROPT, Int(CURLHEADER_SEPARATE))
    guard url.scheme.lowercased() == "https", !request.options.proxyConnectHeaders.isEmpty else { return }
    var lines: [String] = []
    for header in request.options.proxyConnectHeaders { lines.append("\(header.name): \(try header.value.reveal())") }
    try check(iap_set_list(easy, CURLOPT_PROXYHEADER, headerList(lines)), "the proxy's headers")
  }

  /// A proxy that is asked over TLS is trusted as the servers are.
  private func setProxyTLS(_ tls: TLSSettings) throws(OutboundError) {
    if tls.insecureSkipVerify {
      try set(CURLOPT_PROXY_SSL_VERIFYPEER, 0)
      try set(CURLOPT_PROXY_SSL_VERIFYHOST, 0)
    }
    try set(CURLOPT_PROXY_CAINFO_BLOB, pem: tls.authorities)
  }
}
