import TimeSeries

/// An operator between two vectors: which series meet, which labels the results have, what happens at each step.
///
/// Series meet in groups, found once; within a group one side may have several series as long as they are not there at
/// the same steps.
struct VectorOperation {
  let plan: BinaryPlan
  let left: StepVector
  let right: StepVector
  let grid: StepGrid
  let context: QueryContext
  let position: SourceRange
  private var groups: SeriesGroups

  init(
    _ plan: BinaryPlan, _ left: StepVector, _ right: StepVector, _ grid: StepGrid, _ context: QueryContext,
    _ position: SourceRange
  ) {
    self.plan = plan
    self.left = left
    self.right = right
    self.grid = grid
    self.context = context
    self.position = position
    groups = SeriesGroups(LabelProjection(plan.matching))
    for shape in left.shapes { groups.add(shape.labels) }
    for shape in right.shapes { groups.add(shape.labels) }
  }

  var groupCount: Int { groups.count }

  func groupLabels(_ group: Int) -> Labels { groups.labels[group] }

  /// The positions of a side's series, by group.
  func members(ofLeft isLeft: Bool) -> [[Int]] {
    var members = [[Int]](repeating: [], count: groups.count)
    let offset = isLeft ? 0 : left.count
    for index in 0..<(isLeft ? left.count : right.count) { members[groups.groupOfSeries[offset + index]].append(index) }
    return members
  }

  // MARK: and, or, unless

  func setOperation() -> StepVector {
    switch plan.operation {
    case .and:
      filter(left, byGroup: members(ofLeft: true), unions(right, members(ofLeft: false))) { $0.formIntersection($1) }
    case .unless:
      filter(left, byGroup: members(ofLeft: true), unions(right, members(ofLeft: false))) { $0.subtract($1) }
    default:
      union(
        left, filter(right, byGroup: members(ofLeft: false), unions(left, members(ofLeft: true))) { $0.subtract($1) })
    }
  }

  /// The steps at which any series of each group is there.
  private func unions(_ vector: StepVector, _ members: [[Int]]) -> [StepBitmap] {
    members.map { indices in
      indices.reduce(into: StepBitmap(count: grid.count)) { $0.formUnion(vector.columns[$1].presence) }
    }
  }

  private func filter(
    _ vector: StepVector, byGroup members: [[Int]], _ presences: [StepBitmap],
    _ change: (inout StepBitmap, StepBitmap) -> Void
  ) -> StepVector {
    var result = vector
    for (group, indices) in members.enumerated() {
      for index in indices { change(&result.columns[index].presence, presences[group]) }
    }
    return result
  }

  /// Both; series with the same labels become one, since they are never there at the same step. Whether such a one loses
  /// its name is what the first step says, as in Prometheus.
  private func union(_ first: StepVector, _ second: StepVector) -> StepVector {
    var result = first
    var known = Dictionary(zip(first.shapes.map(\.labels), first.columns.indices)) { one, _ in one }
    for (shape, column) in zip(second.shapes, second.columns) where !column.presence.isEmpty {
      if let index = known[shape.labels] {
        let isFirst = column.presence.first ?? .max < result.columns[index].presence.first ?? .max
        if isFirst { result.shapes[index].dropsName = shape.dropsName }
        result.columns[index].merge(column)
      } else {
        known[shape.labels] = result.count
        result.append(shape, column)
      }
    }
    return result
  }
}
