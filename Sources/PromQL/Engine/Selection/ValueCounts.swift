import TimeSeries

/// How often each value occurs, by group.
struct ValueCounts {
  private(set) var vector = StepVector()
  private let stepCount: Int
  private let projection: LabelProjection
  private let label: String
  private var known: [Labels: Int] = [:]

  init(_ stepCount: Int, _ projection: LabelProjection, _ label: String) {
    self.stepCount = stepCount
    self.projection = projection
    self.label = label
  }

  mutating func add(_ shape: SeriesShape, _ column: StepColumn) {
    var ofValue: [String: Int] = [:]
    column.presence.forEach { step in
      let text = column.histogram(at: step)?.description ?? FloatText.plain(column.values[step])
      let index = ofValue[text] ?? index(of: projection(shape.labels.setting(label, to: text)), shape)
      ofValue[text] = index
      vector.columns[index].set(step, vector.columns[index].presence[step] ? vector.columns[index].values[step] + 1 : 1)
    }
  }

  private mutating func index(of labels: Labels, _ shape: SeriesShape) -> Int {
    if let index = known[labels] { return index }
    known[labels] = vector.count
    vector.append(SeriesShape(labels, dropsName: shape.dropsName), StepColumn(count: stepCount))
    return vector.count - 1
  }
}
