import FoundationEssentials

/// Budgets for people: a table of all clusters, and below it what there is to do.
struct BudgetReport {
  private static let barWidth = 16
  private static let listedMax = 5

  private let budgets: [BudgetAnswer.Budget]
  private let now: Date

  init(_ budgets: [BudgetAnswer.Budget], now: Date = Date()) {
    self.budgets = budgets
    self.now = now
  }

  var text: String {
    guard !budgets.isEmpty else { return "No cluster yet: nothing has been scraped or pushed." }
    return ([table] + budgets.compactMap(troubles)).joined(separator: "\n\n")
  }

  private var table: String {
    var table = TextTable([
      ("CLUSTER", .left), ("USED", .left), ("SERIES", .right), ("LIMIT", .right), ("FREE", .right), ("REFUSED", .right),
      ("NEW/H", .right), ("TREND/H", .right), ("FULL IN", .right), ("MODE", .left),
    ])
    for budget in budgets { table.add(row(budget)) }
    return table.text
  }

  private func row(_ budget: BudgetAnswer.Budget) -> [String] {
    [
      budget.cluster, bar(budget), NumberText.count(budget.active), budget.limit.map { NumberText.count($0) } ?? "none",
      budget.free.map { NumberText.count($0) } ?? "–", NumberText.count(budget.refused), churn(budget.churn),
      budget.forecast.seriesPerHour.map(trend) ?? "…", fullIn(budget), budget.mode,
    ]
  }

  /// `█████▌          34 %`.
  private func bar(_ budget: BudgetAnswer.Budget) -> String {
    guard let limit = budget.limit else { return "" }
    let share = Double(budget.active) / Double(max(1, limit))
    let halves = Int((min(1, share) * Double(2 * BudgetReport.barWidth)).rounded())
    let full = String(repeating: "█", count: halves / 2) + (halves % 2 == 1 ? "▌" : "")
    let percent = "\(Int((share * 100).rounded(.down))) %"
    let blanks = BudgetReport.barWidth - full.count + max(0, 6 - percent.count)
    return full + String(repeating: " ", count: blanks) + percent
  }

  private func churn(_ churn: BudgetAnswer.Budget.Churn) -> String {
    NumberText.count(churn.newInLastHour) + (churn.limitPerHour.map { " of " + NumberText.count($0) } ?? "")
  }

  private func trend(_ perHour: Double) -> String {
    let rounded = abs(perHour) < 9.95 ? (perHour * 10).rounded() / 10 : perHour.rounded()
    if rounded == 0 { return "flat" }
    let digits = abs(perHour) < 9.95 ? "\(abs(rounded))" : NumberText.count(Int(abs(rounded)))
    return (rounded > 0 ? "+" : "-") + digits
  }

  private func fullIn(_ budget: BudgetAnswer.Budget) -> String {
    if budget.free == 0 || budget.full { return "full" }
    guard budget.limit != nil, budget.forecast.seriesPerHour != nil else { return "–" }
    guard let time = budget.forecast.exhaustedAt.flatMap(BudgetReport.date) else { return "never" }
    return NumberText.seconds(max(0, time.timeIntervalSince(now)))
  }

  private static func date(_ text: String) -> Date? {
    (try? Date(text, strategy: .iso8601))
      ?? (try? Date(text, strategy: .iso8601.time(includingFractionalSeconds: true)))
  }
}

extension BudgetReport {
  /// What is refused at a cluster and what can be done about it; `nil` where nothing is.
  private func troubles(_ budget: BudgetAnswer.Budget) -> String? {
    let lines = refusal(budget) + eviction(budget) + rejection(budget)
    return lines.isEmpty ? nil : lines.joined(separator: "\n")
  }

  private func refusal(_ budget: BudgetAnswer.Budget) -> [String] {
    guard budget.refused > 0 else { return [] }
    let verb = budget.mode == "observe" ? "would be refused" : "refused"
    let since = budget.firstRefused.map { " since \($0)" } ?? ""
    var lines = ["\(budget.cluster): \(NumberText.count(budget.refused)) series \(verb)\(since)"]
    lines += budget.refusedMetrics.prefix(BudgetReport.listedMax).map(line)
    let rest = budget.refusedMetrics.count - BudgetReport.listedMax
    if rest > 0 { lines.append("  and of \(rest) more metrics") }
    lines += labels("most values among them", budget.refusedLabels) + labels("among the others", budget.largestLabels)
    if let mark = budget.reopensBelow {
      lines.append("  newcomers are taken again below \(NumberText.count(mark)) series")
    }
    return lines
  }

  private func line(_ refused: BudgetAnswer.Budget.Refused) -> String {
    let example = refused.examples.first.map { labels in
      let pairs = labels.filter { $0.key != "__name__" }.sorted { $0.key < $1.key }.map { "\($0.key)=\"\($0.value)\"" }
      return ", such as {" + pairs.joined(separator: ", ") + "}"
    }
    return "  \(NumberText.count(refused.series)) of \(refused.metric) (\(refused.reason))\(example ?? "")"
  }

  private func labels(_ words: String, _ labels: [BudgetAnswer.Budget.Label]) -> [String] {
    guard !labels.isEmpty else { return [] }
    let texts = labels.prefix(BudgetReport.listedMax).map { "\($0.label) \(NumberText.count($0.values))" }
    return ["  \(words): " + texts.joined(separator: ", ")]
  }

  private func eviction(_ budget: BudgetAnswer.Budget) -> [String] {
    guard let time = budget.evictionAt, let limit = budget.limit else { return [] }
    return [
      "\(budget.cluster): \(NumberText.count(budget.active - limit)) series more than the lowered limit lose their place "
        + "at \(time)"
    ]
  }

  private func rejection(_ budget: BudgetAnswer.Budget) -> [String] {
    guard let rejected = budget.rejected else { return [] }
    return [
      "\(budget.cluster): \(NumberText.count(rejected.bodies, "body", "bodies")) rejected as a whole, the last at "
        + "\(rejected.last), with which it would have held \(NumberText.count(rejected.series)) series"
    ]
  }
}
