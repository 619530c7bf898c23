import TimeSeries

/// The place of a sample among those of its slot: healthy before warming before what came after the fact, late or healed.
/// Of the former the primary's is before the others', then by name; of the latter that which came first.
struct SlotRank: Comparable, Hashable, Sendable {
  private let kind: UInt8
  /// When it came, after the fact; else 0.
  let generation: Int64
  private let order: Int32

  /// That of what comes from now on and after the fact: behind all that there is.
  static let last = SlotRank(kind: .max, generation: .max, order: .max)

  init(demotion: Demotion?, isPrimary: Bool, nameOrder: Int) {
    kind = demotion?.reason.rawValue ?? 0
    generation = demotion?.generation ?? 0
    order = (isPrimary ? 0 : 1) << 20 | Int32(min(nameOrder, 0xf_ffff))
  }

  private init(kind: UInt8, generation: Int64, order: Int32) {
    (self.kind, self.generation, self.order) = (kind, generation, order)
  }

  var isAfterTheFact: Bool { kind >= Demotion.Reason.late.rawValue }

  /// Whether no sample of another replica can be better, as long as the primary stays.
  var isBest: Bool { kind == 0 && order < 1 << 20 }

  static func isWorse(_ left: Demotion, than right: Demotion) -> Bool { key(left) > key(right) }

  /// Late and healed are one class; the reason only tells apart what is of one generation.
  private static func key(_ demotion: Demotion) -> (Int, Int64, UInt8) {
    (demotion.reason >= .late ? 1 : 0, demotion.generation, demotion.reason.rawValue)
  }

  static func < (left: SlotRank, right: SlotRank) -> Bool {
    let isAfter = (left.isAfterTheFact, right.isAfterTheFact)
    if isAfter.0 != isAfter.1 { return isAfter.1 }
    return (left.generation, left.kind, left.order) < (right.generation, right.kind, right.order)
  }
}
