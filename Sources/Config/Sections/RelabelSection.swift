import TimeSeries

/// Reads lists of relabelling rules.
enum RelabelSection {
  static func readAll(_ section: SectionReader, _ key: String) -> [RelabelRule] {
    section.sections(key, "an element of \(key)").compactMap { read($0) }
  }

  private static func read(_ section: SectionReader) -> RelabelRule? {
    let issueCount = section.log.issues.count
    let fields = Fields(section)
    // A rule whose fields are already known to be wrong is not tried as a whole: it would complain about a default.
    let rule = section.log.issues.count == issueCount ? makeRule(fields, section) : nil
    section.finish()
    return rule
  }

  private struct Fields {
    let sourceLabels: [String]
    let separator: String
    let pattern: String
    let modulus: Int
    let targetLabel: String
    let replacement: String
    let action: RelabelAction

    init(_ section: SectionReader) {
      sourceLabels = section.texts("source_labels").map(\.text)
      separator = section.text("separator") ?? RelabelRule.defaultSeparator
      pattern = section.text("regex") ?? RelabelRule.defaultPattern
      modulus = section.integer("modulus") ?? 0
      targetLabel = section.text("target_label") ?? ""
      replacement = section.text("replacement") ?? RelabelRule.defaultReplacement
      action = RelabelSection.action(section) ?? .replace
    }
  }

  private static func action(_ section: SectionReader) -> RelabelAction? {
    guard let text = section.text("action") else { return nil }
    do {
      return try RelabelAction(named: text)
    } catch {
      let words = RelabelAction.allCases.map(\.rawValue)
      let guess = EditDistance.nearest(to: text, among: words).map { "; did you mean \"\($0)\"?" } ?? ""
      section.report("action", "\(error)\(guess)")
      return nil
    }
  }

  private static func makeRule(_ fields: Fields, _ section: SectionReader) -> RelabelRule? {
    do {
      return try RelabelRule(
        sourceLabels: fields.sourceLabels, separator: fields.separator, regex: fields.pattern,
        modulus: UInt64(fields.modulus), targetLabel: fields.targetLabel, replacement: fields.replacement,
        action: fields.action)
    } catch {
      section.log.report(section.position, error.description)
      return nil
    }
  }
}
