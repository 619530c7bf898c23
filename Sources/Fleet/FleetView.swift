import TimeSeries

/// What coverage must know of the fleet at one moment: the expected clusters and when they were dark.
struct FleetView: Sendable {
  struct Member: Sendable {
    var name: String
    /// The value of the label `cluster` that its series carry; empty for a child without.
    var label: String
    var hasDelivered: Bool
    var intervals: [DarkInterval]
  }

  /// By name.
  let members: [Member]
  /// The place of each among `members`, by the bytes of its label. Those without a label are not in it.
  let places: [[UInt8]: Int]
  let unlabelledPlaces: [Int]
  /// Those that are or were dark.
  let placesWithIntervals: [Int]

  init(_ clusters: [Cluster]) {
    let members = clusters.map { cluster in
      Member(
        name: cluster.name, label: cluster.isLabelled ? cluster.name : "", hasDelivered: cluster.newest != nil,
        intervals: cluster.newest == nil ? cluster.sinceKnown : cluster.intervals)
    }
    let labelled = members.enumerated().filter { !$0.element.label.isEmpty }
    places = Dictionary(uniqueKeysWithValues: labelled.map { (Array($0.element.label.utf8), $0.offset) })
    self.members = members
    unlabelledPlaces = members.indices.filter { members[$0].label.isEmpty }
    placesWithIntervals = members.indices.filter { !members[$0].intervals.isEmpty }
  }
}
