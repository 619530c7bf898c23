import Exposition
import Storage
import TimeSeries

/// The samples of one answer of `/federate`, and their text.
struct FederateAnswer {
  private struct Newest {
    var timestamp: Timestamp
    var value: Double
  }

  private let externalLabels: [Label]
  private var samples: [Labels: Newest] = [:]
  private var writer: TextWriter

  /// A series that has no `instance` gets an empty one, so that a parent with `honor_labels` does not put its own there.
  init(externalLabels: Labels, escaping: NameEscaping) {
    let all =
      externalLabels[LabelName.instance].isEmpty
      ? Array(externalLabels) + [Label(name: LabelName.instance, value: "")] : Array(externalLabels)
    self.externalLabels = all.sorted()
    writer = TextWriter(escaping: escaping)
  }

  var contentType: String { writer.contentType }

  /// Takes the newest sample of each series, unless it says that the series has ended. A series of several selections
  /// counts once. The text format has no native histograms, and neither has this answer.
  mutating func add(_ selection: any SeriesSelection) throws {
    let labels = selection.labels
    try selection.read(0..<labels.count) { index, columns in
      guard let timestamp = columns.timestamps.last, let value = columns.values.last, !value.isStaleMarker,
        columns.histograms.last?.row != columns.count - 1
      else { return }
      samples[labels[index]] = Newest(timestamp: timestamp, value: value)
    }
  }

  /// Families by name, each with its type; series without a name are left out.
  mutating func text() -> [UInt8] {
    var family = ""
    let named = samples.map { (name: $0.key.metricName, labels: $0.key, newest: $0.value) }
    for (name, labels, newest) in named.sorted(by: { ($0.name, $0.labels) < ($1.name, $1.labels) }) {
      if name.isEmpty { continue }
      if name != family { writer.family(name, type: .unknown) }
      family = name
      let extra = externalLabels.filter { labels[$0.name].isEmpty }
      writer.sample(labels, extra: extra, value: newest.value, timestamp: newest.timestamp)
    }
    return writer.take()
  }
}
