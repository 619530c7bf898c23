import TimeSeries

/// Answers for people: a column for each label that tells series apart, numbers one below the other, curves.
struct AnswerTable {
  private static let curveWidthMax = 40

  static func text(of value: AnsweredValue) -> String {
    switch value {
    case .vector(let series): vector(series)
    case .matrix(let series): matrix(series.sorted { $0.labels.isBefore($1.labels) })
    case .scalar(let sample): "\(FloatText.json(sample.value)) at \(UTCTime.text(of: sample.timestamp))"
    case .string(let text, _): shown(text)
    }
  }

  static func text(of sets: [AnsweredLabels]) -> String {
    guard !sets.isEmpty else { return "No series." }
    let columns = LabelColumns(sets)
    var table = TextTable(columns.titles)
    for set in sets { table.add(columns.cells(of: set)) }
    return columns.common + table.text
  }

  static func text(of values: [String]) -> String { values.map(shown).joined(separator: "\n") }

  private static func vector(_ series: [AnsweredSeries]) -> String {
    guard !series.isEmpty else { return "No series." }
    let columns = LabelColumns(series.map(\.labels))
    var table = TextTable(columns.titles + [("VALUE", .right)])
    for one in series { table.add(columns.cells(of: one.labels) + [newest(one)]) }
    let times = Set(series.flatMap { $0.floats.map(\.timestamp) + $0.histograms.map(\.timestamp) }).sorted()
    let time = times.last.map { "at \(UTCTime.text(of: $0))\n" } ?? ""
    return columns.common + time + table.text
  }

  private static func matrix(_ series: [AnsweredSeries]) -> String {
    let times = series.flatMap { $0.floats.map(\.timestamp) + $0.histograms.map(\.timestamp) }
    guard let first = times.min(), let last = times.max() else { return "No series." }
    let columns = LabelColumns(series.map(\.labels))
    // No wider than there are times: a blank is to mean that a sample is missing.
    let curve = Sparkline(times: first...last, width: min(curveWidthMax, Set(times).count))
    var table = TextTable(
      columns.titles + [("CURVE", .left), ("MIN", .right), ("MAX", .right), ("LAST", .right)])
    for one in series {
      let values = one.floats.map(\.value).filter { !$0.isNaN }
      let bounds = [values.min(), values.max()].map { $0.map(rounded) ?? "–" }
      table.add(columns.cells(of: one.labels) + [curve.text(of: one.floats)] + bounds + [newest(one)])
    }
    return columns.common + "\(UTCTime.text(of: first)) to \(UTCTime.text(of: last))\n" + table.text
  }

  private static func newest(_ series: AnsweredSeries) -> String {
    let (float, histogram) = (series.floats.last, series.histograms.last)
    if let histogram, histogram.timestamp >= float?.timestamp ?? histogram.timestamp {
      return "\(rounded(histogram.count)) observations, sum \(rounded(histogram.sum))"
    }
    return float.map { rounded($0.value) } ?? "–"
  }

  /// Six digits are as many as a person compares.
  private static func rounded(_ value: Double) -> String {
    guard value.isFinite, value != value.rounded() else { return FloatText.json(value) }
    var unit = 1e6
    var magnitude = value.magnitude
    while magnitude >= 10, unit > 1 { (unit, magnitude) = (unit / 10, magnitude / 10) }
    let shown = (value * unit).rounded() / unit
    return FloatText.json(shown == 0 ? value : shown)
  }

  /// Without what would move the cursor or change the colors of a terminal.
  static func shown(_ text: String) -> String {
    text.unicodeScalars.allSatisfy { QuotedText.isPrintable($0) } ? text : QuotedText.quoted(text)
  }
}
