/// A list of relabelling rules, applied in order.
package struct Relabeler: Sendable, Equatable {
  package let rules: [RelabelRule]

  package init(_ rules: [RelabelRule]) { self.rules = rules }

  package var isEmpty: Bool { rules.isEmpty }

  /// Changes `labels` as the rules say; `false` if one of them drops the target or series. The rules behind that one are
  /// not applied.
  package func apply(to labels: inout LabelsBuilder) -> Bool {
    for rule in rules where !rule.apply(to: &labels) { return false }
    return true
  }

  /// The relabelled labels, or `nil` if they are dropped.
  package func relabeled(_ labels: Labels) -> Labels? {
    if rules.isEmpty { return labels }
    var builder = LabelsBuilder(labels)
    return apply(to: &builder) ? builder.labels() : nil
  }
}

extension RelabelRule {
  /// - Returns: `false` to drop.
  func apply(to labels: inout LabelsBuilder) -> Bool {
    switch action {
    case .replace: replace(&labels)
    case .keep: return regex.matches(joinedSource(labels))
    case .drop: return !regex.matches(joinedSource(labels))
    case .keepEqual: return labels[targetLabel].utf8.elementsEqual(joinedSource(labels).utf8)
    case .dropEqual: return !labels[targetLabel].utf8.elementsEqual(joinedSource(labels).utf8)
    case .hashMod:
      let hash = MD5.digest(of: Array(joinedSource(labels).utf8)).lowWord
      labels.set(targetLabel, to: String(hash % modulus))
    case .lowercase: assign(CaseMapping.lowercased(joinedSource(labels)), to: targetLabel, of: &labels)
    case .uppercase: assign(CaseMapping.uppercased(joinedSource(labels)), to: targetLabel, of: &labels)
    case .labelMap: mapNames(&labels)
    case .labelDrop: for name in labels.names where regex.matches(name) { labels.remove(name) }
    case .labelKeep: for name in labels.names where !regex.matches(name) { labels.remove(name) }
    }
    return true
  }

  private func joinedSource(_ labels: LabelsBuilder) -> String {
    if sourceLabels.count == 1 { return labels[sourceLabels[0]] }
    return sourceLabels.lazy.map { labels[$0] }.joined(separator: separator)
  }

  private func replace(_ labels: inout LabelsBuilder) {
    let value = joinedSource(labels)
    guard let groups = regex.groups(of: value) else { return }
    let target = targetTemplate.expand(value, groups: groups)
    // An empty name is the only invalid one among UTF-8 names.
    guard !target.isEmpty else { return }
    assign(replacementTemplate.expand(value, groups: groups), to: target, of: &labels)
  }

  /// An empty value removes the label, so that no later rule sees its name.
  private func assign(_ value: String, to name: String, of labels: inout LabelsBuilder) {
    if value.isEmpty { labels.remove(name) } else { labels.set(name, to: value) }
  }

  /// Every label whose name matches is copied to the name that the replacement makes of it. The values are those from
  /// before the rule, whatever order the copies are made in.
  private func mapNames(_ labels: inout LabelsBuilder) {
    let before = labels
    for name in before.names {
      guard let groups = regex.groups(of: name) else { continue }
      let target = replacementTemplate.expand(name, groups: groups)
      if !target.isEmpty { assign(before[name], to: target, of: &labels) }
    }
  }
}
