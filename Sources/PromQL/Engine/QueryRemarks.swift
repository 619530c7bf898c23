/// What a query has to remark so far: each text once, with the place that was remarked first, as Prometheus has it.
struct QueryRemarks: Sendable {
  /// Different texts of a kind that are kept; a number in a text can be another one at every step.
  private static let textsMax = 1000

  private var warnings: [String: SourceRange] = [:]
  private var infos: [String: SourceRange] = [:]
  private var repairs: [String: (place: SourceRange, summary: RepairSummary)] = [:]

  mutating func warn(_ text: String, at place: SourceRange) {
    if warnings[text] == nil, warnings.count < Self.textsMax { warnings[text] = place }
  }

  mutating func inform(_ text: String, at place: SourceRange) {
    if infos[text] == nil, infos.count < Self.textsMax { infos[text] = place }
  }

  /// An info that ends in what is known of all repairs that it is about.
  mutating func inform(_ text: String, _ summary: RepairSummary, at place: SourceRange) {
    guard let known = repairs[text] else {
      repairs[text] = (place, summary)
      return
    }
    repairs[text] = (known.place, known.summary.merged(with: summary))
  }

  /// As the answer has them, in an order that does not depend on which task was first.
  func annotations(_ position: (SourceRange) -> String) -> Annotations {
    func placed(_ text: String, _ place: SourceRange) -> String { "\(text) (\(position(place)))" }
    let summarized = repairs.map { placed($0.key + $0.value.summary.text, $0.value.place) }
    var annotations = Annotations()
    warnings.map { placed("PromQL warning: " + $0.key, $0.value) }.sorted().forEach { annotations.warn($0) }
    (infos.map { placed($0.key, $0.value) } + summarized).map { "PromQL info: " + $0 }.sorted()
      .forEach { annotations.inform($0) }
    return annotations
  }
}
