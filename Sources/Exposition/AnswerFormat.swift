/// The format of an answer to who scrapes, chosen by the request's `Accept` header as Prometheus's `/federate` chooses.
///
/// OpenMetrics is not offered: its names and types promise what federated series do not keep.
package struct AnswerFormat: Equatable, Sendable {
  package enum Kind: Sendable {
    /// The text format 0.0.4.
    case text
    /// Families as protobuf messages, each behind its length. Only this one carries native histograms.
    case protobuf
  }

  package var kind = Kind.text
  package var escaping = NameEscaping.underscores

  /// The best of what `accept` names that is offered; text if that is nothing. What a better clause says of names holds
  /// for a worse one, too.
  package init(accept: String) {
    let wishes = accept.split(separator: ",").map(Wish.init)
    // Of equals the first.
    let order = wishes.indices.sorted { (wishes[$1].quality, $0) < (wishes[$0].quality, $1) }
    for wish in order.map({ wishes[$0] }) {
      escaping = wish.escaping ?? escaping
      guard let kind = wish.kind else { continue }
      self.kind = kind
      return
    }
  }

  package var contentType: String {
    let mediaType =
      switch kind {
      case .text: "text/plain; version=0.0.4; charset=utf-8"
      case .protobuf:
        "application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; encoding=delimited"
      }
    return "\(mediaType); escaping=\(escaping.rawValue)"
  }

  /// One clause of the header: a media type and its parameters.
  private struct Wish {
    var kind: Kind?
    var quality = 1.0
    var escaping: NameEscaping?

    init(_ clause: Substring) {
      let parts = clause.split(separator: ";").map { String($0.filter { $0 != " " && $0 != "\t" && $0 != "\"" }) }
      func parameter(_ name: String) -> Substring? {
        parts.dropFirst().first { $0.hasPrefix(name + "=") }?.dropFirst(name.count + 1)
      }
      switch parts.first?.lowercased() {
      case "application/vnd.google.protobuf":
        let isFamilies = parameter("proto") == "io.prometheus.client.MetricFamily"
        if isFamilies, parameter("encoding") == "delimited" { kind = .protobuf }
      case "text/plain": kind = .text
      default: break
      }
      quality = parameter("q").flatMap { Double($0) } ?? 1
      escaping = parameter("escaping").flatMap { NameEscaping(rawValue: String($0)) }
    }
  }
}
