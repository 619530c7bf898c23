import TimeSeries

/// A plan for people: a line for each part, what it is made of below it and further to the right.
enum PlanTable {
  private static let partMax = 72

  static func text(of plan: AnsweredPlan) -> String {
    guard let root = plan.root else { return "query plan: none" }
    var table = TextTable([
      ("PART", .left), ("SERIES", .right), ("POINTS", .right), ("READ", .right), ("MS", .right), ("SELF", .right),
      ("", .left),
    ])
    add(root, level: 0, to: &table)
    let rest = plan.leftOut.map { "\nand \(NumberText.count($0)) parts more" } ?? ""
    return "query plan:\n" + table.text + rest
  }

  private static func add(_ node: AnsweredPlan.Node, level: Int, to table: inout TextTable) {
    let remarks = [node.once == true ? "once for all steps" : nil, node.shared == true ? "shared" : nil]
    table.add([
      part(node, level), NumberText.count(node.series), NumberText.count(node.points),
      node.samplesRead.map { NumberText.count($0) } ?? "", FloatText.fixed(node.milliseconds, digitCount: 3),
      FloatText.fixed(node.selfMilliseconds, digitCount: 3), remarks.compactMap { $0 }.joined(separator: ", "),
    ])
    for child in node.children { add(child, level: level + 1, to: &table) }
  }

  /// On one line, and no longer than it can be read.
  private static func part(_ node: AnsweredPlan.Node, _ level: Int) -> String {
    let words = node.text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    let line = String(repeating: "  ", count: level) + AnswerTable.shown(words)
    return line.count > partMax ? line.prefix(partMax - 1) + "…" : line
  }
}
