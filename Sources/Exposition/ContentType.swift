import TimeSeries

/// What a `Content-Type` header says of the body's format.
package struct ContentType: Equatable, Sendable {
  package let format: ExpositionFormat
  /// That the header said nothing usable, so that the fallback was taken. For the log.
  package let warning: String?

  /// Chooses the format as Prometheus does.
  /// - Parameters:
  ///   - header: the response's `Content-Type`; empty if it had none.
  ///   - fallback: `fallback_scrape_protocol`.
  /// - Throws: ``ExpositionError`` with reason `contentType` if the header is blank or strange and there is no fallback.
  package init(header: String, fallback: ScrapeProtocol?) throws(ExpositionError) {
    let mediaType = Self.mediaType(header)
    if let mediaType, let format = Self.formats[mediaType] {
      self.format = format
      warning = nil
      return
    }
    guard let fallback else { throw ExpositionError(.contentType, detail: Self.complaint(header, mediaType)) }
    format = fallback.format
    warning = Self.warning(header, mediaType, fallback)
  }

  private static let formats: [String: ExpositionFormat] = [
    "text/plain": .text,
    "application/openmetrics-text": .openMetrics,
    "application/vnd.google.protobuf": .protobuf,
  ]

  /// The type without its parameters, in lower case; `nil` unless it looks like one.
  private static func mediaType(_ header: String) -> String? {
    let part = header.prefix { $0 != ";" }
    let words = part.split { $0 == " " || $0 == "\t" }
    guard words.count == 1, let word = words.first else { return nil }
    let isToken = word.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7f && !Array("()<>@,:\\\"[]?=".utf8).contains($0) }
    return isToken && word.split(separator: "/", omittingEmptySubsequences: false).count <= 2 ? word.lowercased() : nil
  }

  private static func complaint(_ header: String, _ mediaType: String?) -> String {
    if header.isEmpty {
      return
        "non-compliant scrape target sending blank Content-Type and no fallback_scrape_protocol specified for target"
    }
    return mediaType == nil
      ? "cannot parse Content-Type \(quoted(header)) and no fallback_scrape_protocol for target"
      : "received unsupported Content-Type \(quoted(header)) and no fallback_scrape_protocol specified for target"
  }

  private static func warning(_ header: String, _ mediaType: String?, _ fallback: ScrapeProtocol) -> String? {
    guard !header.isEmpty else { return nil }
    let used = "using fallback_scrape_protocol \(quoted(fallback.mediaType))"
    return mediaType == nil
      ? "could not parse received Content-Type \(quoted(header)), \(used)"
      : "received unsupported Content-Type \(quoted(header)), \(used)"
  }

  /// At most 200 characters of a child's header.
  private static func quoted(_ text: String) -> String { QuotedText.quoted(String(text.prefix(200))) }
}
