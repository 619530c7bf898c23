import TimeSeries

/// Reads the text of an ``AlertTemplate``.
struct TemplateParser {
  private var rest: Substring

  init(_ text: String) { rest = text[...] }

  mutating func parts() throws(TemplateError) -> [AlertTemplate.Part] {
    var parts: [AlertTemplate.Part] = []
    while let open = rest.range(of: "{{") {
      var literal = rest[..<open.lowerBound]
      rest = rest[open.upperBound...]
      guard let close = rest.range(of: "}}") else { throw TemplateError("unclosed action") }
      var inside = rest[..<close.lowerBound]
      rest = rest[close.upperBound...]
      trim(&literal, &inside)
      if !literal.isEmpty { parts.append(.literal(String(literal))) }
      if !isComment(inside) { parts.append(.action(try action(inside))) }
    }
    if !rest.isEmpty { parts.append(.literal(String(rest))) }
    return parts
  }

  /// `{{-` takes white space off the text before, `-}}` off the text behind.
  private mutating func trim(_ literal: inout Substring, _ inside: inout Substring) {
    if inside.hasPrefix("-"), inside.dropFirst().first?.isWhitespace == true {
      inside = inside.dropFirst()
      while literal.last?.isWhitespace == true { literal.removeLast() }
    }
    if inside.hasSuffix("-"), inside.dropLast().last?.isWhitespace == true {
      inside = inside.dropLast()
      rest = rest.drop { $0.isWhitespace }
    }
  }

  private func isComment(_ inside: Substring) -> Bool {
    let text = inside.trimmed
    return text.hasPrefix("/*") && text.hasSuffix("*/") && text.count >= 4
  }

  /// `operand | function …`, or `function operand | …`.
  private func action(_ inside: Substring) throws(TemplateError) -> TemplateAction {
    let stages = inside.split(separator: "|", omittingEmptySubsequences: false).map { stage in
      stage.split { $0.isWhitespace }
    }
    var action: TemplateAction
    switch stages[0].count {
    case 1: action = TemplateAction(operand: try operand(stages[0][0], in: inside))
    case 2:
      action = TemplateAction(operand: try operand(stages[0][1], in: inside))
      action.functions.append(try function(stages[0][0], in: inside))
    default: throw unsupported(inside)
    }
    for stage in stages.dropFirst() {
      guard stage.count == 1 else { throw unsupported(inside) }
      action.functions.append(try function(stage[0], in: inside))
    }
    return action
  }

  private func operand(_ word: Substring, in inside: Substring) throws(TemplateError) -> TemplateAction.Operand {
    if word == "$value" || word == ".Value" { return .value }
    let path = word.split(separator: ".", omittingEmptySubsequences: false)
    let (root, names) =
      path.first == "" ? ("." + (path.dropFirst().first ?? ""), path.dropFirst(2)) : (String(path[0]), path.dropFirst())
    guard names.count == 1, let name = names.first, LabelName.isPlain(String(name)) else { throw unsupported(inside) }
    switch root {
    case "$labels", ".Labels": return .label(String(name))
    case "$externalLabels", ".ExternalLabels": return .externalLabel(String(name))
    default: throw unsupported(inside)
    }
  }

  private func function(_ word: Substring, in inside: Substring) throws(TemplateError) -> TemplateFunction {
    guard let function = TemplateFunction(rawValue: String(word)) else { throw unsupported(inside) }
    return function
  }

  private func unsupported(_ inside: Substring) -> TemplateError {
    let functions = TemplateFunction.allCases.map(\.rawValue).joined(separator: ", ")
    return TemplateError(
      "the template action {{ \(inside.trimmed) }} is not supported yet; supported are $value, $labels.NAME, "
        + "$externalLabels.NAME, and the functions \(functions)")
  }
}

extension Substring {
  fileprivate var trimmed: Substring {
    var text = self.drop { $0.isWhitespace }
    while text.last?.isWhitespace == true { text.removeLast() }
    return text
  }

  /// The first place where `part` stands.
  fileprivate func range(of part: String) -> Range<Index>? {
    var start = startIndex
    while start < endIndex {
      if self[start...].hasPrefix(part) { return start..<index(start, offsetBy: part.count) }
      start = index(after: start)
    }
    return nil
  }
}
