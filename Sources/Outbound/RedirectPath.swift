/// A request on its way through redirects.
struct RedirectPath {
  /// What to send next.
  private(set) var request: HTTPRequest
  private var count = 0

  init(_ request: HTTPRequest) { self.request = request }

  /// Turns to `url`; leaves credentials and secret headers behind if it is another origin.
  mutating func follow(to url: String, status: Int) throws(OutboundError) {
    count += 1
    guard count <= request.options.redirectsMax else {
      let from = RequestURL.redacted(request.url)
      throw OutboundError(
        .tooManyRedirects, "more than \(request.options.redirectsMax) redirects, the last from \(from)")
    }
    let origin = RequestURL(request.url)
    let url = origin?.unnaming(request.options.tls.serverName, in: url) ?? url
    if RequestURL(url)?.origin != origin?.origin { dropSecrets() }
    if request.method == .post && status != 307 && status != 308 {
      request.method = .get
      request.body = []
    }
    request.url = url
  }

  private mutating func dropSecrets() {
    request.options.credentials = nil
    request.options.tls.certificate = nil
    request.options.tls.key = nil
    request.headers.removeAll { $0.isSecret || ["authorization", "cookie"].contains($0.name.lowercased()) }
  }
}
