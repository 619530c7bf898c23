import TimeSeries

/// The labels of an answered series, sorted by the bytes of their names.
struct AnsweredLabels: Decodable, Hashable {
  let pairs: [Label]

  init(_ pairs: [String: String]) {
    self.pairs = pairs.map { Label(name: $0.key, value: $0.value) }.sorted()
  }

  init(from decoder: any Decoder) throws {
    self.init(try decoder.singleValueContainer().decode([String: String].self))
  }

  var metricName: String? { self[LabelName.metricName] }

  subscript(_ name: String) -> String? { pairs.first { $0.name == name }?.value }

  /// As promtool writes a metric: `up{job="a"}`. Names that need quotes get them, so that it can be asked for again.
  var metricText: String {
    // By the text of the pairs, so that `a1` stands before `a`.
    let texts = pairs.filter { $0.name != LabelName.metricName }.map(AnsweredLabels.text).sorted(
      by: AnsweredLabels.isBefore)
    guard let metricName else { return "{\(texts.joined(separator: ", "))}" }
    guard LabelName.isPlainMetric(metricName) else {
      return "{\(([QuotedText.quoted(metricName)] + texts).joined(separator: ", "))}"
    }
    return texts.isEmpty ? metricName : "\(metricName){\(texts.joined(separator: ", "))}"
  }

  /// As promtool writes a label set: `{__name__="up", job="a"}`.
  var setText: String {
    "{\(pairs.map(AnsweredLabels.text).sorted(by: AnsweredLabels.isBefore).joined(separator: ", "))}"
  }

  /// The order of promtool's matrices: fewer labels first, then by the first name in which they differ.
  func isBefore(_ other: AnsweredLabels) -> Bool {
    guard pairs.count == other.pairs.count else { return pairs.count < other.pairs.count }
    for (left, right) in zip(pairs, other.pairs) where left != right {
      return left.name == right.name ? left.value < right.value : left.name > right.name
    }
    return false
  }

  private static func text(_ label: Label) -> String {
    "\(LabelName.isPlain(label.name) ? label.name : QuotedText.quoted(label.name))=\(QuotedText.quoted(label.value))"
  }

  private static func isBefore(_ left: String, _ right: String) -> Bool {
    left.utf8.lexicographicallyPrecedes(right.utf8)
  }
}
