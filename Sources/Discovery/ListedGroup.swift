import TimeSeries

/// A target group in JSON; an unknown key is an error.
struct ListedGroup: Decodable {
  private struct Key: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }

    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }

  private(set) var targets: [String] = []
  private(set) var labels: [Label] = []

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    for key in container.allKeys {
      switch key.stringValue {
      case "targets": targets = try container.decodeIfPresent([String].self, forKey: key) ?? []
      case "labels":
        let labels = try container.decodeIfPresent([String: String].self, forKey: key) ?? [:]
        self.labels = labels.map { Label(name: $0, value: $1) }
      default:
        throw DecodingError.dataCorruptedError(
          forKey: key, in: container, debugDescription: "a target group has the unknown key \"\(key.stringValue)\"")
      }
    }
  }
}
