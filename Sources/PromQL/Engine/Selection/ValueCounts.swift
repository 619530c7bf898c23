import TimeSeries

/// How often each value occurs, by group.
struct ValueCounts {
  private(set) var vector = StepVector()
  private let stepCount: Int
  private let projection: LabelProjection
  private let label: String
  private var groups: [Labels: Int] = [:]
  /// By group, the series that count its values.
  private var places: [[Value: Int]] = []
  private var known: [Labels: Int] = [:]

  private enum Value: Hashable {
    /// By its bits, so that a text is only made of a value that is new.
    case float(UInt64)
    case histogram(String)

    var text: String {
      switch self {
      case .float(let bits): FloatText.plain(Double(bitPattern: bits))
      case .histogram(let text): text
      }
    }
  }

  init(_ stepCount: Int, _ projection: LabelProjection, _ label: String) {
    self.stepCount = stepCount
    self.projection = projection
    self.label = label
  }

  /// As many values as a series may have, as many new series may come of it: each counts against the query's memory.
  mutating func add(_ shape: SeriesShape, _ column: StepColumn, _ context: QueryContext) throws {
    let group = group(of: shape)
    // Series keep their value for long.
    var (lastBits, lastPlace) = (UInt64(0), Int?.none)
    var watch = WorkWatch(context)
    try column.presence.forEach { step in
      try watch.check(after: column.hasHistograms ? WorkWatch.rowsPerHistogram : 1)
      if let histogram = column.histogram(at: step) {
        return count(step, at: try place(of: .histogram(histogram.description), in: group, shape, context))
      }
      let value = column.values[step]
      let bits = value.isNaN ? Double.nan.bitPattern : value.bitPattern
      if lastPlace == nil || bits != lastBits { lastPlace = try place(of: .float(bits), in: group, shape, context) }
      lastBits = bits
      if let lastPlace { count(step, at: lastPlace) }
    }
  }

  private mutating func count(_ step: Int, at place: Int) {
    vector.columns[place].set(step, vector.columns[place].presence[step] ? vector.columns[place].values[step] + 1 : 1)
  }

  private mutating func group(of shape: SeriesShape) -> Int {
    let labels = projection(shape.labels.setting(label, to: ""))
    if let group = groups[labels] { return group }
    groups[labels] = places.count
    places.append([:])
    return places.count - 1
  }

  private mutating func place(
    of value: Value, in group: Int, _ shape: SeriesShape, _ context: QueryContext
  ) throws -> Int {
    if let place = places[group][value] { return place }
    let place = try newPlace(value.text, shape, context)
    places[group][value] = place
    return place
  }

  private mutating func newPlace(_ text: String, _ shape: SeriesShape, _ context: QueryContext) throws -> Int {
    let labels = projection(shape.labels.setting(label, to: text))
    if let place = known[labels] { return place }
    known[labels] = vector.count
    let column = StepColumn(count: stepCount)
    // The text is held three times: in the labels, by value and by labels.
    try context.holdMemory(column.byteCount + 3 * text.utf8.count)
    vector.append(SeriesShape(labels, dropsName: shape.dropsName), column)
    return vector.count - 1
  }
}
