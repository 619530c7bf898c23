import TimeSeries

extension VectorOperation {
  /// Arithmetic and comparisons: each series of the "many" side with its partners on the "one" side.
  func matched() throws -> StepVector {
    let isSwapped = plan.matching.cardinality == .oneToMany
    let many = isSwapped ? right : left
    let one = isSwapped ? left : right
    let manyMembers = members(ofLeft: !isSwapped)
    let oneMembers = members(ofLeft: isSwapped)
    let active = activeSteps(many, one)
    var result = MatchResult(stepCount: grid.count)
    for group in 0..<groupCount {
      try context.checkpoint()
      try checkUnique(one, oneMembers[group], group, active, isSwapped)
      var matched = StepBitmap(count: grid.count)
      var seen: [Labels: StepBitmap] = [:]
      for index in manyMembers[group] {
        try context.checkpoint()
        for (partner, presence) in partners(of: many.columns[index], one, oneMembers[group]) {
          if presence.isEmpty { continue }
          let shape = resultShape(many.shapes[index], partner?.shape.labels ?? groupLabels(group))
          // Labels that one series lends to many are copied.
          if !plan.matching.included.isEmpty { try context.holdLabels([shape.labels]) }
          try checkSingle(presence, shape.labels, matched: matched, seen: &seen)
          matched.formUnion(presence)
          var column = many.columns[index]
          column.presence = presence
          try combine(&column, with: partner?.column ?? filled(plan.matching.fillRight), isSwapped)
          try context.hold(column)
          result.add(shape, column)
        }
      }
      try fillMany(one, oneMembers[group], group, matched, isSwapped, into: &result)
    }
    return result.vector
  }

  /// Where matching takes place at all: both sides have something, or one has and the other may be filled in.
  private func activeSteps(_ many: StepVector, _ one: StepVector) -> StepBitmap {
    var manySteps = many.columns.reduce(into: StepBitmap(count: grid.count)) { $0.formUnion($1.presence) }
    let oneSteps = one.columns.reduce(into: StepBitmap(count: grid.count)) { $0.formUnion($1.presence) }
    if plan.matching.fillLeft != nil || plan.matching.fillRight != nil {
      manySteps.formUnion(oneSteps)
    } else {
      manySteps.formIntersection(oneSteps)
    }
    return manySteps
  }

  /// The series of the "one" side that meet a series, and where; last the steps where none does and a value fills in.
  private func partners(
    of column: StepColumn, _ one: StepVector, _ members: [Int]
  ) -> [(partner: (shape: SeriesShape, column: StepColumn)?, presence: StepBitmap)] {
    var rest = column.presence
    var partners: [(partner: (shape: SeriesShape, column: StepColumn)?, presence: StepBitmap)] = []
    for index in members {
      var presence = column.presence
      presence.formIntersection(one.columns[index].presence)
      rest.subtract(presence)
      partners.append(((one.shapes[index], one.columns[index]), presence))
    }
    if plan.matching.fillRight != nil { partners.append((nil, rest)) }
    return partners
  }

  private func filled(_ value: Double?) -> StepColumn { StepColumn(repeating: value ?? .nan, count: grid.count) }

  /// Where a series of the "one" side has found nobody, and a value may stand in.
  private func fillMany(
    _ one: StepVector, _ members: [Int], _ group: Int, _ matched: StepBitmap, _ isSwapped: Bool,
    into result: inout MatchResult
  ) throws {
    guard let fill = plan.matching.fillLeft else { return }
    for index in members {
      var column = filled(fill)
      column.presence = one.columns[index].presence
      column.presence.subtract(matched)
      if column.presence.isEmpty { continue }
      let shape = resultShape(SeriesShape(groupLabels(group)), one.shapes[index].labels)
      try combine(&column, with: one.columns[index], isSwapped)
      result.add(shape, column)
    }
  }

  /// Puts the operator's result into `many`, at the steps where it is present.
  private func combine(_ many: inout StepColumn, with one: StepColumn, _ isSwapped: Bool) throws {
    if isSwapped {
      var left = one
      left.presence = many.presence
      try combineInOrder(&left, many)
      many = left
    } else {
      try combineInOrder(&many, one)
    }
  }

  private func combineInOrder(_ left: inout StepColumn, _ right: StepColumn) throws {
    if right.hasHistograms || HistogramOperation.isNeeded(for: plan.operation, left) {
      try HistogramOperation(operation: plan.operation, returnsBool: plan.returnsBool, context, position)
        .apply(&left, right)
    } else if plan.operation.isComparison {
      ColumnArithmetic.compare(plan.operation, &left, right, returnsBool: plan.returnsBool)
    } else {
      ColumnArithmetic.arithmetic(plan.operation, &left, right)
    }
  }

  // MARK: Labels

  private func resultShape(_ many: SeriesShape, _ one: Labels) -> SeriesShape {
    let matching = plan.matching
    var labels = many.labels
    if plan.operation.isArithmetic { labels = LabelProjection(removing: SeriesShape.meaningLabels)(labels) }
    if matching.cardinality == .oneToOne {
      labels =
        matching.isOn
        ? LabelProjection(keeping: matching.labels)(labels) : LabelProjection(removing: matching.labels)(labels)
    }
    for name in matching.included { labels = labels.setting(name, to: one[name]) }
    return SeriesShape(labels, dropsName: plan.returnsBool || (!plan.operation.isArithmetic && many.dropsName))
  }

  // MARK: Errors

  private func checkUnique(
    _ one: StepVector, _ members: [Int], _ group: Int, _ active: StepBitmap, _ isSwapped: Bool
  ) throws {
    guard members.count > 1 else { return }
    for (position, index) in members.enumerated().dropFirst() {
      try context.checkpoint()
      var presence = one.columns[index].presence
      presence.formIntersection(active)
      for other in members[..<position] where presence.firstShared(with: one.columns[other].presence) != nil {
        let names = [one.shapes[index].labels.listing, one.shapes[other].labels.listing].sorted()
        throw QueryError(
          .execution,
          "found duplicate series for the match group \(groupLabels(group).listing) on the"
            + " \(isSwapped ? "left" : "right") hand-side of the operation: [\(names.joined(separator: ", "))]"
            + ";many-to-many matching not allowed: matching labels must be unique on one side")
      }
    }
  }

  private func checkSingle(
    _ presence: StepBitmap, _ labels: Labels, matched: StepBitmap, seen: inout [Labels: StepBitmap]
  ) throws {
    if plan.matching.cardinality == .oneToOne {
      guard presence.firstShared(with: matched) == nil else {
        throw QueryError(
          .execution,
          "multiple matches for labels: many-to-one matching must be explicit (group_left/group_right)")
      }
      return
    }
    guard seen[labels]?.firstShared(with: presence) == nil else {
      throw QueryError(
        .execution, "multiple matches for labels: grouping labels must ensure unique matches")
    }
    seen[labels, default: StepBitmap(count: grid.count)].formUnion(presence)
  }
}

/// The results so far; those with the same labels, from different steps, are one series.
private struct MatchResult {
  let stepCount: Int
  private(set) var vector = StepVector()
  private var known: [Labels: Int] = [:]

  init(stepCount: Int) { self.stepCount = stepCount }

  mutating func add(_ shape: SeriesShape, _ column: StepColumn) {
    if column.presence.isEmpty { return }
    if let index = known[shape.labels] {
      vector.columns[index].merge(column)
    } else {
      known[shape.labels] = vector.count
      vector.append(shape, column)
    }
  }
}

extension Labels {
  /// `{__name__="up", job="node"}`, as errors show a series.
  var listing: String {
    let pairs = map { label in
      let name = LabelName.isPlain(label.name) ? label.name : QuotedText.quoted(label.name)
      return "\(name)=\(QuotedText.quoted(label.value))"
    }
    return "{\(pairs.joined(separator: ", "))}"
  }
}
