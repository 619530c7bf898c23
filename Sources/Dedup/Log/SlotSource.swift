/// Whose sample a slot shows.
package enum SlotSource: String, Sendable, CaseIterable {
  case primary, secondary, warming, healed

  init(_ demotion: Demotion.Reason?, isPrimary: Bool) {
    switch demotion {
    case .healed: self = .healed
    case .late, .warming: self = .warming
    case nil: self = isPrimary ? .primary : .secondary
    }
  }
}
