import ArgumentParser

/// How an answer is printed.
enum AnswerFormat: String, ExpressibleByArgument, CaseIterable {
  /// A line for each sample, as promtool writes it.
  case promql
  /// As promtool writes it.
  case json
  /// For people: aligned, with a curve for each series.
  case table
}
