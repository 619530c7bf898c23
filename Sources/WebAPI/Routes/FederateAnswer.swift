import Exposition
import Storage
import TimeSeries

/// The samples of one answer of `/federate`, and the body that they make.
struct FederateAnswer {
  private struct Newest {
    var timestamp: Timestamp
    var value: Double
    var histogram: FloatHistogram?
  }

  /// One series, with what it is to be sorted by.
  private struct Row {
    var name: String
    var kind: ProtobufWriter.Kind
    var labels: Labels
    var newest: Newest
  }

  private let format: AnswerFormat
  private let externalLabels: [Label]
  private var samples: [Labels: Newest] = [:]

  /// A series that has no `instance` gets an empty one, so that a parent with `honor_labels` does not put its own there.
  init(externalLabels: Labels, format: AnswerFormat) {
    let all =
      externalLabels[LabelName.instance].isEmpty
      ? Array(externalLabels) + [Label(name: LabelName.instance, value: "")] : Array(externalLabels)
    self.externalLabels = all.sorted()
    self.format = format
  }

  var contentType: String { format.contentType }

  /// Takes the newest sample of each series, unless it says that the series has ended. A series of several selections
  /// counts once.
  mutating func add(_ selection: any SeriesSelection) throws {
    let labels = selection.labels
    try selection.read(0..<labels.count) { index, columns in
      guard let timestamp = columns.timestamps.last, let value = columns.values.last, !value.isStaleMarker else {
        return
      }
      let last = columns.histograms.last
      samples[labels[index]] = Newest(
        timestamp: timestamp, value: value, histogram: last?.row == columns.count - 1 ? last?.histogram : nil)
    }
  }

  /// Families by name, each with its type: several of one name where its series are of several kinds. Series without a
  /// name are left out. A native histogram with custom buckets goes as the classic one that it stands for; text has no
  /// place for the others.
  func body() -> [UInt8] {
    let rows = samples.compactMap { FederateAnswer.row($0.key, $0.value) }
      .sorted { ($0.name, $0.kind, $0.labels) < ($1.name, $1.kind, $1.labels) }
    return format.kind == .text ? text(rows) : protobuf(rows)
  }

  private static func row(_ labels: Labels, _ newest: Newest) -> Row? {
    let name = labels.metricName
    guard !name.isEmpty else { return nil }
    let isGauge = newest.histogram?.counterReset == .gauge
    let kind: ProtobufWriter.Kind = newest.histogram == nil ? .untyped : isGauge ? .gaugeHistogram : .histogram
    return Row(name: name, kind: kind, labels: labels, newest: newest)
  }

  private func extra(_ labels: Labels) -> [Label] { externalLabels.filter { labels[$0.name].isEmpty } }

  // MARK: Formats

  private func protobuf(_ rows: [Row]) -> [UInt8] {
    var writer = ProtobufWriter(escaping: format.escaping)
    var family: (name: String, kind: ProtobufWriter.Kind)?
    for row in rows {
      if family?.name != row.name || family?.kind != row.kind { writer.family(row.name, row.kind) }
      family = (row.name, row.kind)
      let (extra, timestamp) = (extra(row.labels), row.newest.timestamp)
      guard let histogram = row.newest.histogram else {
        writer.sample(row.labels, extra: extra, value: row.newest.value, timestamp: timestamp)
        continue
      }
      if histogram.usesCustomBuckets {
        writer.classic(row.labels, extra: extra, histogram: ClassicBuckets(histogram), timestamp: timestamp)
      } else {
        writer.native(row.labels, extra: extra, histogram: histogram, timestamp: timestamp)
      }
    }
    return writer.take()
  }

  private func text(_ rows: [Row]) -> [UInt8] {
    var writer = TextWriter(escaping: format.escaping)
    var family: (name: String, isHistogram: Bool)?
    for row in rows where row.newest.histogram?.usesCustomBuckets ?? true {
      let histogram = row.newest.histogram.map { ClassicBuckets($0) }
      if family?.name != row.name || family?.isHistogram != (histogram != nil) {
        writer.family(row.name, type: histogram == nil ? .unknown : .histogram)
      }
      family = (row.name, histogram != nil)
      if let histogram {
        write(histogram, row, to: &writer)
      } else {
        writer.sample(row.labels, extra: extra(row.labels), value: row.newest.value, timestamp: row.newest.timestamp)
      }
    }
    return writer.take()
  }

  private func write(_ histogram: ClassicBuckets, _ row: Row, to writer: inout TextWriter) {
    let labels = Array(row.labels) + extra(row.labels)
    let timestamp = row.newest.timestamp
    for bucket in histogram.buckets {
      let bound = Label(name: LabelName.bucketBound, value: FloatText.plain(bucket.bound))
      writer.sample(row.name + "_bucket", labels: labels + [bound], value: bucket.count, timestamp: timestamp)
    }
    writer.sample(row.name + "_sum", labels: labels, value: histogram.sum, timestamp: timestamp)
    writer.sample(row.name + "_count", labels: labels, value: histogram.count, timestamp: timestamp)
  }
}
