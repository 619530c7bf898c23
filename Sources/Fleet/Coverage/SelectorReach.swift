import Storage
import TimeSeries

/// Which clusters would feed a selector, if they delivered: those of which storage has matching series, and of those that
/// have never delivered the ones that its condition on the cluster admits, if it asks for what clusters deliver.
struct SelectorReach {
  /// For selectors that do not give a name.
  private static let deliveredMatcher = try? LabelMatcher(
    LabelName.metricName, .doesNotMatch, MetricName.written.joined(separator: "|"))
  private static let forever = Timestamp.min...Timestamp.max

  private let matchers: [LabelMatcher]
  private let base: any Queryable
  private let fleet: FleetView

  init(_ matchers: [LabelMatcher], _ base: any Queryable, _ fleet: FleetView) {
    self.matchers = matchers
    self.base = base
    self.fleet = fleet
  }

  /// Of the clusters at `candidates`, those that would feed the selector. Where storage cannot tell, all that it admits.
  func places(among candidates: [Int: [DarkInterval]]) -> Set<Int> {
    let admitted = candidates.keys.filter { admits(fleet.members[$0].label) }
    if admitted.isEmpty || asksForOwnSeries { return [] }
    do throws(StorageError) {
      return try fed(among: admitted)
    } catch {
      return Set(admitted)
    }
  }

  private func fed(among admitted: [Int]) throws(StorageError) -> Set<Int> {
    let known = Set(try base.labelValues(of: LabelName.cluster, delivered(matchers), SelectorReach.forever))
    var fed: Set<Int> = []
    var isAsked: Bool?
    for place in admitted {
      let member = fleet.members[place]
      let isFed: Bool
      if !member.hasDelivered {
        if isAsked == nil { isAsked = try asksForDelivered() }
        isFed = isAsked ?? false
      } else if member.label.isEmpty {
        isFed = try hasSeries(delivered(matchers) + [LabelMatcher(LabelName.cluster, equals: "")])
      } else {
        isFed = known.contains(member.label)
      }
      if isFed { fed.insert(place) }
    }
    return fed
  }

  /// Whether another cluster delivers what is asked for; or, if nobody has ever, whether it is an aggregate by its name.
  private func asksForDelivered() throws(StorageError) -> Bool {
    let others = matchers.filter { $0.name != LabelName.cluster }
    let clusters = try base.labelValues(of: LabelName.cluster, delivered(others), SelectorReach.forever)
    if clusters.contains(where: { fleet.places[Array($0.utf8)] != nil }) { return true }
    return try !hasSeries(others) && mayBeAggregate
  }

  private func hasSeries(_ matchers: [LabelMatcher]) throws(StorageError) -> Bool {
    try !base.labelValues(of: LabelName.metricName, matchers, SelectorReach.forever).isEmpty
  }

  private func admits(_ cluster: String) -> Bool {
    matchers.allSatisfy { $0.name != LabelName.cluster || $0.matches(cluster) }
  }

  /// The name, if the selector gives one.
  private var name: String? {
    matchers.first { $0.name == LabelName.metricName && $0.operation == .equal }?.value
  }

  private var asksForOwnSeries: Bool { name.map(MetricName.written.contains) ?? false }

  private var mayBeAggregate: Bool { name?.utf8.contains(UInt8(ascii: ":")) ?? true }

  /// The matchers, and one that leaves out what iapetus itself writes about a child.
  private func delivered(_ matchers: [LabelMatcher]) -> [LabelMatcher] {
    guard name == nil, let matcher = SelectorReach.deliveredMatcher else { return matchers }
    return matchers + [matcher]
  }
}
