/// How a replica's sample ranks at its time, best first.
package enum ReplicaStanding: String, Sendable, CaseIterable {
  case primary, secondary, warming, late, healed
  /// The log knows nothing of the replica.
  case unranked

  init(_ demotion: Demotion.Reason?, isPrimary: Bool) {
    switch demotion {
    case .warming: self = .warming
    case .late: self = .late
    case .healed: self = .healed
    case nil: self = isPrimary ? .primary : .secondary
    }
  }
}
