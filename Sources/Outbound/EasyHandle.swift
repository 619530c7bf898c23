internal import CCurl

/// One of libcurl's easy handles, and the lists that must live as long as what is set on it.
///
/// Owned by the task that prepares it, then by the loop's thread while it is in flight, then by the task again.
// @unchecked: one owner at a time, and handing over goes through the loop's lock and the task's continuation.
final class EasyHandle: @unchecked Sendable {
  let easy: UnsafeMutableRawPointer
  private let errorText: UnsafeMutablePointer<CChar>
  private var lists: [UnsafeMutablePointer<curl_slist>] = []
  private var prepared: HTTPRequest?

  init() {
    guard let easy = curl_easy_init() else { preconditionFailure("no memory for a libcurl handle") }
    self.easy = easy
    errorText = .allocate(capacity: Int(CURL_ERROR_SIZE))
    errorText.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
  }

  deinit {
    curl_easy_cleanup(easy)
    freeLists()
    errorText.deallocate()
  }

  /// Sets everything that `request` asks for; almost nothing if it is the same as last time.
  func prepare(_ request: HTTPRequest, _ settings: HTTPClientSettings) throws(OutboundError) {
    let request = try request.revealed()
    guard prepared != request else { return }
    prepared = nil
    curl_easy_reset(easy)
    freeLists()
    guard let url = RequestURL(request.url) else {
      throw OutboundError(.badURL, "\(RequestURL.redacted(request.url)) is no URL of http or https")
    }
    try setBasics(settings)
    try setTarget(request, url)
    try setHeaders(request, url)
    try setLimits(request)
    try setProxy(request, request.options.proxy.url(for: url, environment: settings.environment), url)
    if url.scheme.lowercased() == "https" { try set(request.options.tls) }
    prepared = request
  }

  /// What libcurl says of the last failure, in its own words.
  var errorDescription: String { String(cString: errorText) }

  func setTimeout(seconds: Double) {
    iap_set_long(easy, CURLOPT_TIMEOUT_MS, max(1, Int(seconds * 1000)))
    errorText.pointee = 0
  }

  private func setBasics(_ settings: HTTPClientSettings) throws(OutboundError) {
    try set(CURLOPT_NOSIGNAL, 1)
    try set(CURLOPT_PROTOCOLS_STR, "http,https")
    try set(CURLOPT_USERAGENT, settings.userAgent)
    try set(CURLOPT_MAXAGE_CONN, settings.idleConnectionSeconds)
    try set(CURLOPT_TCP_KEEPALIVE, 1)
    // A quarter of the calls to the kernel that the default of 16 KiB makes. Refused, and not needed, where a transfer
    // that failed early has left its buffer to the handle.
    iap_set_long(easy, CURLOPT_BUFFERSIZE, 64 << 10)
    // Bodies are inflated by whoever parses them, not on the one thread that receives.
    try set(CURLOPT_HTTP_CONTENT_DECODING, 0)
    try check(iap_set_pointer(easy, CURLOPT_ERRORBUFFER, errorText), "an error buffer")
  }

  private func setTarget(_ request: HTTPRequest, _ url: RequestURL) throws(OutboundError) {
    try set(CURLOPT_URL, url.naming(request.options.tls.serverName))
    if let socket = request.options.unixSocket { try set(CURLOPT_UNIX_SOCKET_PATH, socket) }
    if let route = url.route(insteadOf: request.options.tls.serverName) {
      try check(iap_set_list(easy, CURLOPT_CONNECT_TO, list([route])), "the route \(route)")
    }
    try set(CURLOPT_HTTP_VERSION, Int(request.options.http2 ? CURL_HTTP_VERSION_2TLS : CURL_HTTP_VERSION_1_1))
    guard request.method == .post else { return }
    try check(request.body.span.bytes.withUnsafeBytes { iap_set_body(easy, $0.baseAddress, $0.count) }, "the body")
  }

  private func setHeaders(_ request: HTTPRequest, _ url: RequestURL) throws(OutboundError) {
    // Without this, libcurl waits a second for `100 Continue` before each large body.
    var lines = ["Expect:", "Accept-Encoding: \(request.acceptsGzip ? "gzip" : "identity")"]
    if url.route(insteadOf: request.options.tls.serverName) != nil { lines.append("Host: \(url.hostAndPort)") }
    for header in request.headers { lines.append("\(header.name): \(try header.value.reveal())") }
    switch request.options.credentials {
    case .authorization(let type, let secret): lines.append("Authorization: \(type) \(try secret.reveal())")
    case .basic(let username, let password):
      try set(CURLOPT_USERNAME, try username.reveal())
      try set(CURLOPT_PASSWORD, try password.reveal())
    // The client has put the token in its place.
    case .oauth2, nil: break
    }
    try check(iap_set_list(easy, CURLOPT_HTTPHEADER, headerList(lines)), "the headers")
  }

  private func setLimits(_ request: HTTPRequest) throws(OutboundError) {
    let options = request.options
    try set(CURLOPT_CONNECTTIMEOUT_MS, max(1, Int(options.connectTimeoutSeconds * 1000)))
    try set(CURLOPT_LOW_SPEED_LIMIT, options.stallBytesPerSecond)
    try set(CURLOPT_LOW_SPEED_TIME, options.stallSeconds)
    // Refuses by Content-Length, before the first byte. Zero would mean no limit.
    try check(
      iap_set_offset(easy, CURLOPT_MAXFILESIZE_LARGE, curl_off_t(max(1, request.bodyBytesMax))), "the body's limit")
  }

  func headerList(_ lines: [String]) throws(OutboundError) -> UnsafeMutablePointer<curl_slist>? {
    guard !lines.contains(where: { $0.utf8.contains { $0 == 10 || $0 == 13 || $0 == 0 } }) else {
      throw OutboundError(.credentials, "a header's value has a line break in it; remove it")
    }
    return list(lines)
  }

  /// Builds a list that lives until the next preparation.
  private func list(_ lines: [String]) -> UnsafeMutablePointer<curl_slist>? {
    var first: UnsafeMutablePointer<curl_slist>?
    for line in lines { first = curl_slist_append(first, line) }
    if let first { lists.append(first) }
    return first
  }

  private func freeLists() {
    for list in lists { curl_slist_free_all(list) }
    lists = []
  }
}

extension EasyHandle {
  func set(_ option: CURLoption, _ value: Int) throws(OutboundError) {
    try check(iap_set_long(easy, option, value), "option \(option.rawValue)")
  }

  func set(_ option: CURLoption, _ value: String) throws(OutboundError) {
    try check(iap_set_string(easy, option, value), "option \(option.rawValue)")
  }

  func check(_ code: CURLcode, _ what: String) throws(OutboundError) {
    guard code == CURLE_OK else {
      throw OutboundError(.other, "libcurl refuses \(what): \(String(cString: curl_easy_strerror(code)))")
    }
  }
}
