import TimeSeries

/// Series sorted into groups by the labels that count.
struct SeriesGroups: Sendable {
  private(set) var labels: [Labels] = []
  /// The group of each series, in order of their addition.
  private(set) var groupOfSeries: [Int] = []
  private var known: [Labels: Int] = [:]
  private var scratch: [UInt8] = []
  private let projection: LabelProjection

  init(_ projection: LabelProjection) { self.projection = projection }

  var count: Int { labels.count }

  /// Adds a series; returns its group.
  @discardableResult
  mutating func add(_ series: Labels) -> Int {
    scratch.removeAll(keepingCapacity: true)
    projection.project(series, into: &scratch)
    let projected = Labels(unchecked: scratch)
    let group: Int
    if let index = known[projected] {
      group = index
    } else {
      group = labels.count
      known[projected] = group
      labels.append(projected)
    }
    groupOfSeries.append(group)
    return group
  }
}
