import Glibc
import TimeSeries

/// Which expected clusters' series have been found.
struct ClusterTally: Sendable {
  private let fleet: FleetView
  private(set) var places: Set<Int> = []

  init(_ fleet: FleetView) { self.fleet = fleet }

  /// Whether all have been found, so that looking on tells nothing new.
  var isComplete: Bool { places.count == fleet.members.count }

  mutating func merge(_ other: ClusterTally) { places.formUnion(other.places) }

  /// Looks at the clusters of `series`, until all have been found.
  ///
  /// Series of one cluster come in runs, and their labels mostly differ behind the cluster's. So where the cluster stood in
  /// one series, its bytes are looked for in the next.
  mutating func count(_ series: [Labels]) {
    var run = ClusterRun()
    for labels in series where !run.goesOn(labels) {
      run = ClusterRun(labels)
      if run.value.isEmpty {
        places.formUnion(fleet.unlabelledPlaces)
      } else if let place = fleet.places[run.value] {
        places.insert(place)
      }
      if isComplete { return }
    }
  }
}
