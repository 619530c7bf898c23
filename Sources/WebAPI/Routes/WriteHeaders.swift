import HTTPTypes

/// What a write may say of its body.
enum WriteHeaders {
  private static let mediaType = "application/x-protobuf"
  private static let message = "prometheus.WriteRequest"

  /// - Throws: ``PlainError`` 415 for another format than snappy-packed remote write 1.0. A sender of 2.0 takes that as
  ///   the word to fall back to 1.0. Missing headers mean 1.0, as in Prometheus.
  static func check(_ headers: HTTPFields) throws(PlainError) {
    if let type = headers[.contentType], !type.isEmpty { try check(contentType: type) }
    if let encoding = headers[.contentEncoding], !encoding.isEmpty, encoding.lowercased() != "snappy" {
      throw PlainError(
        .unsupportedMediaType,
        "\(encoding) encoding (compression) is not accepted by this server; only snappy is acceptable")
    }
  }

  private static func check(contentType: String) throws(PlainError) {
    let parts = contentType.split(separator: ";").map { $0.filter { $0 != " " } }
    guard parts.first?.lowercased() == mediaType else {
      throw PlainError(
        .unsupportedMediaType,
        "expected \(mediaType) as the first (media) part, got \(contentType) content-type")
    }
    for part in parts.dropFirst() where part.hasPrefix("proto=") && part != "proto=" + message {
      let asked = part.dropFirst("proto=".count)
      throw PlainError(
        .unsupportedMediaType, "\(asked) protobuf message is not accepted by this server; accepted \(message)")
    }
  }
}
