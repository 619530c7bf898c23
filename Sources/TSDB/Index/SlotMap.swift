import TimeSeries

/// Where series stand in the head: an id's place among those that are in memory.
///
/// Made when the store is opened and never changed: the ids found then have the slots that it lists, ids given out
/// later follow one another.
struct SlotMap: Sendable {
  private let firstLoaded: UInt64
  /// By id, from `firstLoaded`; `absent` where an id is gone.
  private let loadedSlots: [UInt32]
  private let loadedCount: Int
  /// The first id that is given out after opening.
  let firstNew: UInt64

  private static let absent = UInt32.max

  /// - Parameter ids: those found in the store, ascending, all below `firstNew`.
  init(ids: [UInt64], firstNew: UInt64) {
    let first = ids.first ?? firstNew
    var slots = [UInt32](repeating: SlotMap.absent, count: ids.last.map { Int($0 - first) + 1 } ?? 0)
    for (slot, id) in ids.enumerated() { slots[Int(id - first)] = UInt32(slot) }
    firstLoaded = first
    loadedSlots = slots
    loadedCount = ids.count
    self.firstNew = firstNew
  }

  /// The slot of `id`; `nil` for one that is gone. For an id that has not been given out: a slot that is not taken.
  @inline(__always)
  func slot(of id: SeriesID) -> Int? {
    if id.rawValue >= firstNew { return loadedCount &+ Int(truncatingIfNeeded: id.rawValue &- firstNew) }
    let index = Int(truncatingIfNeeded: id.rawValue &- firstLoaded)
    guard index >= 0, index < loadedSlots.count, loadedSlots[index] != SlotMap.absent else { return nil }
    return Int(loadedSlots[index])
  }
}
