import TimeSeries

/// The body of `POST /api/v2/alerts`: `[{"labels":{…},"annotations":{…},"startsAt":"…","endsAt":"…","generatorURL":"…"}]`.
enum AlertMessage {
  static let contentType = "application/json"

  static func body(of alerts: [Alert]) -> [UInt8] {
    var bytes = Array("[".utf8)
    for alert in alerts {
      if bytes.count > 1 { bytes.append(comma) }
      append(alert, to: &bytes)
    }
    bytes.append(UInt8(ascii: "]"))
    return bytes
  }

  private static func append(_ alert: Alert, to bytes: inout [UInt8]) {
    bytes += #"{"labels":"#.utf8
    JSONText.append(alert.labels, to: &bytes)
    bytes += #","annotations":"#.utf8
    JSONText.append(Labels(alert.annotations), to: &bytes)
    append("startsAt", UTCTime.text(of: alert.startsAt), to: &bytes)
    append("endsAt", UTCTime.text(of: alert.endsAt), to: &bytes)
    append("generatorURL", alert.generatorURL, to: &bytes)
    bytes.append(UInt8(ascii: "}"))
  }

  private static func append(_ name: String, _ text: String, to bytes: inout [UInt8]) {
    bytes.append(comma)
    JSONText.append(name, to: &bytes)
    bytes.append(UInt8(ascii: ":"))
    JSONText.append(text, to: &bytes)
  }

  private static let comma = UInt8(ascii: ",")
}
