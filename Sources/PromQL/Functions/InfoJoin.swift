import TimeSeries

/// One call of `info`. The planner has put a selector of the info series in place of the second argument, which gives the
/// times of their samples and looks at the same moments as the first selector of the first argument does.
struct InfoJoin {
  private static let identifying = [LabelName.instance, LabelName.job]

  private static let infoNames = try? LabelMatcher(LabelName.metricName, .matches, ".+_info")

  private let call: FunctionCall
  private let base: StepVector
  private let infos: StepVector
  /// What the second argument asks for, as written: labels and, apart, names.
  private let labelMatchers: [LabelMatcher]
  private let nameMatchers: [LabelMatcher]
  /// The info series by what identifies them.
  private let infosByIdentity: [Labels: [Int]]

  init(_ call: FunctionCall) async throws {
    self.call = call
    base = try await call.vector(0)
    infos = try await call.vector(1)
    let matchers = InfoJoin.matchers(of: call.expression)
    labelMatchers = matchers.filter { $0.name != LabelName.metricName }
    nameMatchers = matchers.filter { $0.name == LabelName.metricName }
    let joined = base.shapes.map(\.labels).filter { [nameMatchers] labels in
      !nameMatchers.allSatisfy { $0.matches(labels.metricName) }
    }
    infosByIdentity = Dictionary(grouping: InfoJoin.indices(of: infos, for: joined)) { [shapes = infos.shapes] in
      shapes[$0].labels.keeping(InfoJoin.identifying)
    }
  }

  /// The info series that can be meant: of each identifying label that any of `series` has, they have one of the values.
  private static func indices(of infos: StepVector, for series: [Labels]) -> [Int] {
    let known = identifying.map { name in (name: name, values: Set(series.map { $0[name] }).subtracting([""])) }
      .filter { !$0.values.isEmpty }
    if known.isEmpty { return [] }
    return infos.shapes.indices.filter { index in
      known.allSatisfy { $0.values.contains(infos.shapes[index].labels[$0.name]) }
    }
  }

  /// What selects the info series: the second argument, and a name if it has none.
  static func matchers(of call: Expression.Call) -> [LabelMatcher] {
    var matchers: [LabelMatcher] = []
    if call.arguments.count > 1, case .selector(let selector) = call.arguments[1] { matchers = selector.matchers }
    let names = matchers.filter { $0.name == LabelName.metricName }
    if names.isEmpty { return matchers + [LabelMatcher(LabelName.metricName, equals: "target_info")] }
    // Names that are only excluded are those of info metrics; all the others would not make sense.
    if names.allSatisfy({ $0.operation == .notEqual || $0.operation == .doesNotMatch }), let infoNames {
      return matchers + [infoNames]
    }
    return matchers
  }

  func result() throws -> StepVector {
    var result = StepVector()
    for (shape, column) in zip(base.shapes, base.columns) {
      try call.context.checkpoint()
      try append(shape, column, to: &result)
    }
    return try result.mergingEqualLabels()
  }

  /// The series once for each combination of info series that it meets.
  private func append(_ shape: SeriesShape, _ column: StepColumn, to result: inout StepVector) throws {
    // Info series themselves stay as they are.
    if nameMatchers.allSatisfy({ $0.matches(shape.labels.metricName) }) { return result.append(shape, column) }
    let steps = try stepsByChoice(infosByIdentity[shape.labels.keeping(InfoJoin.identifying)] ?? [], column.presence)
    for (choice, steps) in steps.sorted(by: { $0.key.lexicographicallyPrecedes($1.key) }) {
      guard let labels = try joined(shape.labels, choice) else { continue }
      try call.context.holdLabels([labels])
      var part = column
      part.presence.formIntersection(steps)
      result.append(SeriesShape(labels, dropsName: shape.dropsName), part)
    }
  }

  /// Which info series the candidates come down to, and at which of `presence`'s steps.
  private func stepsByChoice(_ candidates: [Int], _ presence: StepBitmap) throws -> [[Int]: StepBitmap] {
    let none = StepBitmap(count: presence.count)
    let metrics = Dictionary(grouping: candidates) { infos.shapes[$0].labels.metricName }.values
    var found: [[Int]: StepBitmap] = [:]
    // Nearly always, the next step has the same.
    var (last, lastSteps) = ([Int](), none)
    var choice: [Int] = []
    try presence.forEach { step in
      choice.removeAll(keepingCapacity: true)
      for metric in metrics {
        if let newest = try newest(of: metric, step) { choice.append(newest) }
      }
      choice.sort()
      if choice != last {
        found[last, default: none].formUnion(lastSteps)
        (last, lastSteps) = (choice, none)
      }
      lastSteps.insert(step)
    }
    found[last, default: none].formUnion(lastSteps)
    return found.filter { !$0.value.isEmpty }
  }

  /// Of the series of one info metric that with the newest sample.
  private func newest(of metric: [Int], _ step: Int) throws -> Int? {
    var newest: Int?
    for index in metric where infos.columns[index].presence[step] {
      guard let known = newest else {
        newest = index
        continue
      }
      let (old, new) = (infos.columns[known].values[step], infos.columns[index].values[step])
      if old == new { throw duplicate(known, index, at: new) }
      if old < new { newest = index }
    }
    return newest
  }

  private func duplicate(_ first: Int, _ second: Int, at seconds: Double) -> QueryError {
    let names = [first, second].map { infos.shapes[$0].labels.description }.sorted()
    let time = FloatText.plain((seconds * 1000).rounded())
    return QueryError(
      .execution, "found duplicate series for info metric: existing \(names[0]) @ \(time), new \(names[1]) @ \(time)")
  }

  /// The labels with those of the info series; `nil` if none came and one was asked for.
  private func joined(_ labels: Labels, _ choice: [Int]) throws -> Labels? {
    var known: [String: String] = [:]
    for label in choice.flatMap({ Array(infos.shapes[$0].labels) }) where isWanted(label.name) {
      if let other = known[label.name], other != label.value {
        throw QueryError(.execution, "conflicting label: \(label.name)")
      }
      if !labels[label.name].isEmpty { continue }
      known[label.name] = label.value
    }
    if known.isEmpty, !labelMatchers.allSatisfy(\.matchesEmpty) {
      // A label that the series has itself is no reason to leave it out.
      guard !choice.isEmpty, labelMatchers.contains(where: { !labels[$0.name].isEmpty }) else { return nil }
    }
    var result = LabelsBuilder(labels)
    for (name, value) in known { result.set(name, to: value) }
    return result.labels()
  }

  private func isWanted(_ name: String) -> Bool {
    name != LabelName.metricName && (labelMatchers.isEmpty || labelMatchers.contains { $0.name == name })
  }
}
