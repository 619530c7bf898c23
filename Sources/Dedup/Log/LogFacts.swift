import TimeSeries

/// All that the log knows at one moment, but for which series there are.
struct LogFacts: Sendable {
  /// A stretch of one replica's series.
  struct FamilyDemotion: Sendable {
    /// The replica's place.
    var replica: Int
    var demotion: Demotion
  }

  var clusters: [ClusterFacts] = []
  var replicas: [ReplicaFacts] = []
  /// Of single series, by the place of their family; few have any.
  var familyDemotions: [Int32: [FamilyDemotion]] = [:]
  var familyDemotionCount = 0
  /// How often it has changed that replicas bring series.
  var membershipChanges = 0
  /// The longest period of any series.
  var periodMax: Milliseconds = 0

  var isEmpty: Bool { replicas.isEmpty }

  /// The newest sample that any replica has stored.
  var newest: Timestamp { replicas.lazy.map(\.newest).max() ?? .min }

  /// The newest sample of a cluster that is stored or about to be.
  func newest(of cluster: Int, but place: Int? = nil) -> Timestamp {
    clusters[cluster].replicas.lazy.filter { $0 != place }.map { max(replicas[$0].newest, replicas[$0].promised) }.max()
      ?? .min
  }
}
