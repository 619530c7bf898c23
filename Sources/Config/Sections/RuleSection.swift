import PromQL
import Rules
import Template
import TimeSeries

/// Reads one rule. The texts are Prometheus's.
struct RuleSection {
  /// The group that a rule stands in.
  struct Place {
    var group: String
    /// Every rule of the group has them; the rule's own win.
    var labels: [Label]
    /// What recording rules do that do not say themselves.
    var onMissing: MissingPolicy?
  }

  private enum MissingWord: String, CaseIterable {
    case record, withhold, hold
  }

  private let section: SectionReader
  private let place: Place
  private let number: Int
  private let record: String
  private let alert: String

  /// `nil` if anything is wrong with it; that is reported.
  static func read(_ section: SectionReader, _ place: Place, number: Int) -> RuleSettings? {
    let issueCount = section.log.issues.count
    let rule = RuleSection(section, place, number).settings()
    section.finish()
    return section.log.issues.count == issueCount ? rule : nil
  }

  private init(_ section: SectionReader, _ place: Place, _ number: Int) {
    self.section = section
    self.place = place
    self.number = number
    record = section.text("record") ?? ""
    alert = section.text("alert") ?? ""
  }

  private var name: String { record.isEmpty ? alert : record }

  private func report(_ position: ConfigNode.Position, _ message: String) {
    section.log.report(
      position,
      "group \(QuotedText.quoted(place.group)), rule \(number), \(QuotedText.quoted(name)): \(message)")
  }

  /// `on_missing` and `hold_max`; `nil` if neither is there.
  static func missingPolicy(_ section: SectionReader) -> MissingPolicy? {
    let word: MissingWord? = section.choice("on_missing")
    let longest = section.nonzeroDuration("hold_max")
    if longest != nil, word != .hold { section.report("hold_max", "hold_max goes with on_missing: hold") }
    switch word {
    case .record: return .record
    case .withhold: return .withhold
    case .hold: return .hold(atMost: longest ?? MissingPolicy.holdMaxDefault)
    case nil: return nil
    }
  }

  private func settings() -> RuleSettings? {
    if !record.isEmpty, !alert.isEmpty {
      report(section.position(of: "record"), "only one of 'record' and 'alert' must be set")
    }
    if record.isEmpty, alert.isEmpty { report(section.position, "one of 'record' or 'alert' must be set") }
    let expression = expression()
    let kind = record.isEmpty ? alertingKind() : recordingKind()
    let onMissing = record.isEmpty ? nil : RuleSection.missingPolicy(section)
    return expression.map { expression in
      var settings = RuleSettings(name: name, expression: expression, kind: kind)
      settings.onMissing = onMissing ?? place.onMissing ?? .record
      return settings
    }
  }

  private func expression() -> Expression? {
    let text = section.text("expr") ?? ""
    if text.isEmpty {
      report(section.position, "field 'expr' must be set in rule")
      return nil
    }
    do {
      return try Parser.parse(text)
    } catch {
      report(section.valuePosition(of: "expr"), "could not parse expression: \(error)")
      return nil
    }
  }

  private func recordingKind() -> RuleSettings.Kind {
    for key in ["annotations", "for", "keep_firing_for", "min_coverage"] where section.has(key) {
      _ = section.node(key)
      report(section.position(of: key), "invalid field '\(key)' in recording rule")
    }
    if record.contains(where: { "{}".contains($0) }) {
      report(section.valuePosition(of: "record"), "invalid recording rule name: \(record)")
    }
    return .recording(labels: mergedLabels().map { Label(name: $0.name, value: $0.value) })
  }

  private func alertingKind() -> RuleSettings.Kind {
    var alerting = AlertingRuleSettings()
    alerting.holdDuration = section.duration("for") ?? 0
    alerting.keepFiringFor = section.duration("keep_firing_for") ?? 0
    for key in ["on_missing", "hold_max"] where section.has(key) {
      _ = section.node(key)
      report(section.position(of: key), "invalid field '\(key)' in alerting rule")
    }
    alerting.minCoverage = section.share("min_coverage") ?? 1
    alerting.labels = mergedLabels().compactMap { field($0.name, $0.value, at: $0.position, "label") }
    alerting.annotations = section.textEntries("annotations").compactMap { name, text, entry in
      if !LabelName.isPlain(name) { report(entry.keyPosition, "invalid annotation name: \(name)") }
      return field(name, text, at: entry.value.position, "annotation")
    }.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    return .alerting(alerting)
  }

  private func field(
    _ label: String, _ text: String, at position: ConfigNode.Position, _ what: String
  ) -> AlertingRuleSettings.Field? {
    do {
      return .init(name: label, template: try Template(text, name: AlertingRuleSettings.templateName(ofAlert: name)))
    } catch {
      report(position, "\(what) \(QuotedText.quoted(label)): \(error)")
      return nil
    }
  }

  private struct PlacedLabel {
    var name: String
    var value: String
    var position: ConfigNode.Position
  }

  /// The rule's labels and those of its group, by name.
  private func mergedLabels() -> [PlacedLabel] {
    var merged: [String: PlacedLabel] = [:]
    for label in place.labels {
      merged[label.name] = PlacedLabel(name: label.name, value: label.value, position: section.position)
    }
    for (name, text, entry) in section.textEntries("labels") {
      if name.isEmpty || name == LabelName.metricName { report(entry.keyPosition, "invalid label name: \(name)") }
      merged[name] = PlacedLabel(name: name, value: text, position: entry.value.position)
    }
    return merged.values.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
  }
}
