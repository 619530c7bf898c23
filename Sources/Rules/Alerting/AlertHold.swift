import TimeSeries

/// Which alerts of a rule keep their state at a slot, because a cluster that feeds them is dark: a condition that cannot be
/// judged has neither begun nor ended.
struct AlertHold: Sendable {
  /// Nothing is held.
  static let none = AlertHold(SlotCoverage(), minimum: 0, interval: 0)

  private let dark: Set<String>
  private let holdsGlobal: Bool
  /// From one slot to the next: the time that does not count for what is held.
  let interval: Milliseconds

  /// - Parameter minimum: the share of clusters that must not be dark; 0 holds nothing.
  init(_ coverage: SlotCoverage, minimum: Double, interval: Milliseconds) {
    self.interval = interval
    dark = minimum > 0 ? coverage.dark : []
    holdsGlobal = !dark.isEmpty && coverage.litRatio < minimum
  }

  var isEmpty: Bool { dark.isEmpty }

  /// An alert of a dark cluster is held; one of another cluster is not; one of no cluster in particular is held while too
  /// few of the clusters are there.
  func holds(_ labels: Labels) -> Bool {
    guard !dark.isEmpty else { return false }
    let cluster = labels[LabelName.cluster]
    return cluster.isEmpty ? holdsGlobal : dark.contains(cluster)
  }
}
