import TimeSeries

/// Label pairs as promtool prints them: the metric name is one of them.
enum LabelPairs {
  static func text(_ labels: [Label]) -> String {
    let pairs = labels.map { label in
      let name = LabelName.isPlain(label.name) ? label.name : QuotedText.quoted(label.name)
      return "\(name)=\(QuotedText.quoted(label.value))"
    }
    return "{\(pairs.joined(separator: ", "))}"
  }
}

extension [FiringAlert] {
  /// By labels, then by annotations.
  var ordered: [FiringAlert] {
    sorted { left, right in
      left.labels == right.labels
        ? left.annotations.lexicographicallyPrecedes(right.annotations)
        : left.labels.lexicographicallyPrecedes(right.labels)
    }
  }

  /// Numbered, each with a line for its labels and one for its annotations.
  var text: String {
    if isEmpty { return "[]" }
    let alerts = enumerated().map { number, alert in
      "\(number):\n  Labels:\(LabelPairs.text(alert.labels))\n  Annotations:\(LabelPairs.text(alert.annotations))"
    }
    return "[\n\(alerts.joined(separator: ",\n"))\n]"
  }
}

extension String {
  /// Every line but the first, or all, moved to the right.
  func indented(by indent: String, fromFirst: Bool = false) -> String {
    (fromFirst ? indent : "")
      + split(separator: "\n", omittingEmptySubsequences: false).joined(separator: "\n" + indent)
  }
}
