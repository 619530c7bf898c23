import Budget
import TimeSeries

/// Which series a child may bring at all, whatever room there is.
struct BelongingRule: Sendable {
  private let isFederation: Bool
  private let allowsRaw: Bool
  private let requested: RequestedNames
  private let isRenaming: Bool
  private let cluster: String?

  init(_ config: ScrapeConfig, _ requested: RequestedNames, _ identity: Identity?) {
    isFederation = config.isFederation
    allowsRaw = config.allowRaw
    self.requested = requested
    isRenaming = !config.metricRelabelRules.isEmpty
    cluster = identity?.cluster
  }

  /// Why a series may not be stored; `nil` if it may.
  ///
  /// - Parameter exposed: as the child delivers it; `nil` where that is not known.
  func objection(to labels: Labels, exposed: LabelsBuilder? = nil) -> RefusalReason? {
    guard isFederation else { return nil }
    if !allowsRaw, !ShapeGuard.isAggregate(labels) { return .notAggregated }
    if let exposed {
      if !requested.admits(exposed[LabelName.metricName]) { return .notRequested }
    } else if !isRenaming, !requested.admits(labels.metricName) {
      return .notRequested
    }
    guard let cluster else { return nil }
    let own = labels[LabelName.cluster]
    return own.isEmpty || own.utf8.elementsEqual(cluster.utf8) ? nil : .foreignCluster
  }
}
