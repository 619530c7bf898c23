import TimeSeries

/// The labels of several series as columns. What all of them have alike is said once, above.
struct LabelColumns {
  private let names: [String]
  private let alike: [Label]

  init(_ sets: [AnsweredLabels]) {
    let names = Set(sets.flatMap { $0.pairs.map(\.name) }).sorted()
    let isAlike = { name in sets.count > 1 && Set(sets.map { $0[name] }).count == 1 }
    alike = names.filter(isAlike).compactMap { name in
      sets.first?[name].map { Label(name: name, value: $0) }
    }
    self.names = names.filter { !isAlike($0) }
  }

  var titles: [(title: String, alignment: TextTable.Alignment)] {
    names.map { (AnswerTable.shown($0 == LabelName.metricName ? "METRIC" : $0), .left) }
  }

  /// A line, or nothing.
  var common: String {
    if alike.isEmpty { return "" }
    return "all: " + AnsweredLabels(Dictionary(uniqueKeysWithValues: alike.map { ($0.name, $0.value) })).metricText
      + "\n"
  }

  func cells(of labels: AnsweredLabels) -> [String] { names.map { AnswerTable.shown(labels[$0] ?? "") } }
}
