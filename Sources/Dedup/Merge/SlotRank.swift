import TimeSeries

/// The place of a sample among those of its slot: healthy before warming before late before healed, the primary before
/// others, then by name. Of two late ones, that of the replica that was given up last comes last: it came when the other
/// was served.
struct SlotRank: Comparable, Hashable, Sendable {
  private let reason: UInt8
  private let givenUpThrough: Timestamp
  private let order: Int32

  init(demotion: Demotion?, isPrimary: Bool, nameOrder: Int) {
    reason = demotion?.reason.rawValue ?? 0
    givenUpThrough = demotion.map(SlotRank.givenUpThrough) ?? .min
    order = (isPrimary ? 0 : 1) << 20 | Int32(min(nameOrder, 0xf_ffff))
  }

  private static func givenUpThrough(_ demotion: Demotion) -> Timestamp {
    demotion.reason != .late ? .min : demotion.isStraggler ? .max : demotion.through
  }

  static func isWorse(_ left: Demotion, than right: Demotion) -> Bool {
    (left.reason.rawValue, givenUpThrough(left)) > (right.reason.rawValue, givenUpThrough(right))
  }

  static func < (left: SlotRank, right: SlotRank) -> Bool {
    (left.reason, left.givenUpThrough, left.order) < (right.reason, right.givenUpThrough, right.order)
  }
}
