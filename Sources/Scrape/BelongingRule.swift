import Budget
import TimeSeries

/// Which series a child may bring at all, whatever room there is.
struct BelongingRule: Sendable {
  private let isFederation: Bool
  private let allowsRaw: Bool
  private let cluster: String?

  init(_ config: ScrapeConfig, _ identity: Identity?) {
    isFederation = config.isFederation
    allowsRaw = config.allowRaw
    cluster = identity?.cluster
  }

  /// Why a series may not be stored; `nil` if it may.
  func objection(to labels: Labels) -> RefusalReason? {
    guard isFederation else { return nil }
    if !allowsRaw, !ShapeGuard.isAggregate(labels) { return .notAggregated }
    guard let cluster else { return nil }
    let own = labels[LabelName.cluster]
    return own.isEmpty || own.utf8.elementsEqual(cluster.utf8) ? nil : .foreignCluster
  }
}
