/// What a relabelling rule does.
package enum RelabelAction: String, Sendable, CaseIterable {
  case replace, keep, drop
  case keepEqual = "keepequal"
  case dropEqual = "dropequal"
  case hashMod = "hashmod"
  case labelMap = "labelmap"
  case labelDrop = "labeldrop"
  case labelKeep = "labelkeep"
  case lowercase, uppercase

  /// The action called `text`, in any case, as Prometheus reads it.
  ///
  /// - Throws: ``RelabelError`` that lists nothing else than the wrong word, in Prometheus's text.
  package init(named text: String) throws(RelabelError) {
    guard let action = RelabelAction(rawValue: text.lowercased()) else {
      throw RelabelError("unknown relabel action \(QuotedText.quoted(text))")
    }
    self = action
  }

  /// Whether the action writes to, or compares with, one label that the rule must name.
  var needsTargetLabel: Bool {
    switch self {
    case .replace, .keepEqual, .dropEqual, .hashMod, .lowercase, .uppercase: true
    case .keep, .drop, .labelMap, .labelDrop, .labelKeep: false
    }
  }

  /// Whether `replacement` would be ignored, and is therefore refused.
  var refusesReplacement: Bool {
    switch self {
    case .keepEqual, .dropEqual, .lowercase, .uppercase: true
    default: false
    }
  }
}
