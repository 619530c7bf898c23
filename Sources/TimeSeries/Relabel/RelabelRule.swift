/// One step of relabelling: `relabel_configs`, `metric_relabel_configs` and their relatives are lists of these.
///
/// A rule that exists is valid. Semantics: Prometheus's `model/relabel`.
package struct RelabelRule: Sendable {
  package static let defaultSeparator = ";"
  package static let defaultPattern = "(.*)"
  package static let defaultReplacement = "$1"

  package let sourceLabels: [String]
  package let separator: String
  package let regex: LabelRegex
  /// For `hashmod` only, else 0.
  package let modulus: UInt64
  package let targetLabel: String
  package let replacement: String
  package let action: RelabelAction
  let targetTemplate: RelabelTemplate
  let replacementTemplate: RelabelTemplate

  /// - Throws: ``RelabelError`` for a combination of fields that Prometheus refuses.
  package init(
    sourceLabels: [String] = [], separator: String = defaultSeparator, regex pattern: String = defaultPattern,
    modulus: UInt64 = 0, targetLabel: String = "", replacement: String = defaultReplacement,
    action: RelabelAction = .replace
  ) throws(RelabelError) {
    self.sourceLabels = sourceLabels
    self.separator = separator
    do {
      regex = try LabelRegex(pattern)
    } catch {
      throw RelabelError("\(error)")
    }
    self.modulus = modulus
    self.targetLabel = targetLabel
    self.replacement = replacement
    self.action = action
    targetTemplate = RelabelTemplate(targetLabel, groupsOf: regex)
    replacementTemplate = RelabelTemplate(replacement, groupsOf: regex)
    try validate()
  }
}

extension RelabelRule: Equatable {
  package static func == (left: RelabelRule, right: RelabelRule) -> Bool {
    left.sourceLabels == right.sourceLabels && left.separator == right.separator
      && left.regex.pattern == right.regex.pattern && left.modulus == right.modulus
      && left.targetLabel == right.targetLabel && left.replacement == right.replacement
      && left.action == right.action
  }
}

extension RelabelRule {
  private func validate() throws(RelabelError) {
    if action == .hashMod, modulus == 0 {
      throw RelabelError("relabel configuration for hashmod requires non-zero modulus")
    }
    if action.needsTargetLabel { try validateTargetLabel() }
    if action.refusesReplacement, replacement != RelabelRule.defaultReplacement {
      throw RelabelError("'replacement' can not be set for \(action.rawValue) action")
    }
    if action == .labelMap, !replacementTemplate.canBeLabelName {
      throw RelabelError("\(QuotedText.quoted(replacement)) is invalid 'replacement' for labelmap action")
    }
    try validateLonelyFields()
  }

  private func validateTargetLabel() throws(RelabelError) {
    if targetLabel.isEmpty {
      throw RelabelError("relabel configuration for \(action.rawValue) action requires 'target_label' value")
    }
    if !targetTemplate.canBeLabelName {
      throw RelabelError("\(QuotedText.quoted(targetLabel)) is invalid 'target_label' for \(action.rawValue) action")
    }
  }

  /// Two pairs of actions take few fields; any other one set would silently do nothing.
  private func validateLonelyFields() throws(RelabelError) {
    let othersAreDefault = modulus == 0 && separator == RelabelRule.defaultSeparator
    switch action {
    case .keepEqual, .dropEqual:
      guard othersAreDefault, regex.pattern == RelabelRule.defaultPattern else {
        throw RelabelError(
          "\(action.rawValue) action requires only 'source_labels' and `target_label`, and no other fields")
      }
    case .labelDrop, .labelKeep:
      guard othersAreDefault, sourceLabels.isEmpty, targetLabel.isEmpty,
        replacement == RelabelRule.defaultReplacement
      else { throw RelabelError("\(action.rawValue) action requires only 'regex', and no other fields") }
    default: break
    }
  }
}
