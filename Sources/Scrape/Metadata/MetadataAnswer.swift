import Exposition
import FoundationEssentials

/// What `/api/v1/metadata` of a child says.
struct MetadataAnswer: Decodable {
  private struct Entry: Decodable {
    let type: String
    let help: String
    let unit: String?
  }

  /// More than people read, of one metric.
  private static let entriesPerMetricMax = 10
  private static let nameByteCountMax = 512
  private static let helpLengthMax = 1024

  private let data: [String: [Entry]]

  /// - Throws: what `JSONDecoder` does, for bytes that are no such answer.
  init(_ body: [UInt8]) throws {
    self = try JSONDecoder().decode(MetadataAnswer.self, from: Data(body))
  }

  /// In the order of the names. A type that nobody knows is unknown; a help text without end has one.
  var metrics: [MetricMetadata] {
    data.sorted { $0.key < $1.key }.flatMap { name, entries -> [MetricMetadata] in
      guard !name.isEmpty, name.utf8.count <= MetadataAnswer.nameByteCountMax else { return [] }
      return entries.prefix(MetadataAnswer.entriesPerMetricMax).map { entry in
        MetricMetadata(
          name: name, type: MetricType(rawValue: entry.type) ?? .unknown,
          help: String(entry.help.prefix(MetadataAnswer.helpLengthMax)),
          unit: String((entry.unit ?? "").prefix(MetadataAnswer.nameByteCountMax)))
      }
    }
  }
}
