import TimeSeries

/// The series of each group, in order of their labels: storage's order may differ from query to query.
struct GroupMembers {
  let members: [[Int]]
  let shapes: [SeriesShape]

  init(_ vector: StepVector, _ grouping: Aggregation.Grouping) {
    var groups = SeriesGroups(LabelProjection(grouping))
    for shape in vector.shapes { groups.add(shape.labels) }
    var members = [[Int]](repeating: [], count: groups.count)
    var shapes = groups.labels.map { SeriesShape($0) }
    for index in vector.shapes.indices.sorted(by: { vector.shapes[$0].labels < vector.shapes[$1].labels }) {
      let group = groups.groupOfSeries[index]
      members[group].append(index)
      if vector.shapes[index].dropsName { shapes[group].dropsName = true }
    }
    self.members = members
    self.shapes = shapes
  }
}
