import HTTPTypes

/// What a write may say of its body, and what it is told of what became of it.
enum WriteHeaders {
  /// The message in the body.
  enum Message: String, CaseIterable {
    /// Remote write 1.0.
    case plain = "prometheus.WriteRequest"
    /// Remote write 2.0.
    case interned = "io.prometheus.write.v2.Request"
  }

  private static let mediaType = "application/x-protobuf"

  /// What the body is. Missing headers mean 1.0, as in Prometheus.
  ///
  /// - Throws: ``PlainError`` 415 for another format than snappy-packed remote write.
  static func message(_ headers: HTTPFields) throws(PlainError) -> Message {
    if let encoding = headers[.contentEncoding], !encoding.isEmpty, encoding.lowercased() != "snappy" {
      throw PlainError(
        .unsupportedMediaType,
        "\(encoding) encoding (compression) is not accepted by this server; only snappy is acceptable")
    }
    guard let type = headers[.contentType], !type.isEmpty else { return .plain }
    return try message(contentType: type)
  }

  private static func message(contentType: String) throws(PlainError) -> Message {
    let parts = contentType.split(separator: ";").map { $0.filter { $0 != " " } }
    guard parts.first?.lowercased() == mediaType else {
      throw PlainError(
        .unsupportedMediaType,
        "expected \(mediaType) as the first (media) part, got \(contentType) content-type")
    }
    guard let named = parts.dropFirst().first(where: { $0.hasPrefix("proto=") }) else { return .plain }
    let name = named.dropFirst("proto=".count)
    guard let message = Message(rawValue: String(name)) else {
      throw PlainError(
        .unsupportedMediaType,
        "\(name) protobuf message is not accepted by this server; accepted "
          + Message.allCases.map(\.rawValue).joined(separator: ", "))
    }
    return message
  }

  /// What a sender of 2.0 must be told, whether all was stored or not.
  static func written(_ outcome: WriteOutcome) -> HTTPFields {
    [
      .samplesWritten: "\(outcome.samplesWritten)", .histogramsWritten: "\(outcome.histogramsWritten)",
      .exemplarsWritten: "0",
    ]
  }
}
