package import Compression

/// An answer, whatever its status.
package struct HTTPResponse: Sendable {
  package let status: Int
  package let headers: HTTPHeaders
  /// As it was sent: compressed if `Content-Encoding` says so.
  package let body: ResponseBody
  /// Where the answer came from, after redirects; without user and password.
  package let effectiveURL: String
  package let timing: HTTPTiming

  /// The body without its compression. Runs on the caller's task: inflating costs more than receiving.
  ///
  /// - Parameter byteCountMax: how many bytes it may have when it is inflated.
  package func decodedBody(byteCountMax: Int) throws(CompressionError) -> ResponseBody {
    let encoding = headers["content-encoding"]?.lowercased() ?? ""
    switch encoding {
    case "gzip", "x-gzip", "deflate": return try body.inflated(byteCountMax: byteCountMax)
    case "", "identity":
      guard body.count <= byteCountMax else {
        throw CompressionError(.tooLarge, "the body has \(body.count) bytes, more than \(byteCountMax)")
      }
      return body
    default:
      throw CompressionError(.corrupt, "the body is encoded as \"\(encoding.prefix(40))\", which was not asked for")
    }
  }
}
