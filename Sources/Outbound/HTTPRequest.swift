/// One request. Equal requests of one session are prepared once.
package struct HTTPRequest: Hashable, Sendable {
  package enum Method: String, Sendable {
    case get = "GET"
    case post = "POST"
  }

  /// `http://…` or `https://…`.
  package var url: String
  package var method: Method
  package var headers: [HTTPHeader]
  package var body: [UInt8]
  /// Bound on the whole exchange, from resolving the name to the last byte, redirects included.
  package var timeoutSeconds: Double
  /// How many bytes of body are taken, counted as they arrive: a compressed body before it is inflated.
  package var bodyBytesMax: Int
  /// Whether the server may compress its answer; see ``HTTPResponse/decodedBody(byteCountMax:)``.
  package var acceptsGzip: Bool
  package var options: HTTPOptions

  package init(
    _ method: Method = .get, _ url: String, headers: [HTTPHeader] = [], body: [UInt8] = [],
    timeoutSeconds: Double = 10, bodyBytesMax: Int = 64 << 20, acceptsGzip: Bool = true,
    options: HTTPOptions = HTTPOptions()
  ) {
    self.url = url
    self.method = method
    self.headers = headers
    self.body = body
    self.timeoutSeconds = timeoutSeconds
    self.bodyBytesMax = bodyBytesMax
    self.acceptsGzip = acceptsGzip
    self.options = options
  }
}
