/// Why the best sample of a slot is what it is.
package enum SlotReason: Sendable, CaseIterable, CustomStringConvertible {
  case primary
  /// A healthy replica that is not the primary, since the primary has nothing, or ranks behind.
  case primaryAbsent, primaryWarming, primaryLate, primaryHealed
  /// All that the slot has is demoted; this is the best of it.
  case warming, late, healed
  /// Nothing is known of the replicas.
  case unranked
  /// Not served yet.
  case heldBack

  package var description: String {
    switch self {
    case .primary: "it is the primary's"
    case .primaryAbsent: "the primary has no sample in the slot"
    case .primaryWarming: "the primary's sample is from its time of warming up after a gap"
    case .primaryLate: "the primary's sample came after the slot had been given up"
    case .primaryHealed: "the primary's sample was fetched afterwards"
    case .warming: "it is from a time of warming up after a gap, and no better replica has a sample in the slot"
    case .late: "it came after the slot had been given up, and no better replica has a sample in the slot"
    case .healed: "it was fetched afterwards, and no better replica has a sample in the slot"
    case .unranked: "nothing is known of these replicas: it is the first by labels that has a sample at this time"
    case .heldBack: "it is not served yet: a better replica may still fill the slot"
    }
  }

  /// - Parameters:
  ///   - standing: of the best sample of the slot.
  ///   - primary: of the primary's sample in the slot; `nil` if there is none.
  init(_ standing: ReplicaStanding, primary: ReplicaStanding?) {
    switch standing {
    case .primary: self = .primary
    case .warming: self = .warming
    case .late: self = .late
    case .healed: self = .healed
    case .unranked: self = .unranked
    case .secondary:
      switch primary {
      case .warming: self = .primaryWarming
      case .late: self = .primaryLate
      case .healed: self = .primaryHealed
      case .primary, .secondary, .unranked, nil: self = .primaryAbsent
      }
    }
  }
}
