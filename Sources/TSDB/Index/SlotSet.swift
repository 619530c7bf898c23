/// Sets of series as ascending slots.
enum SlotSet {
  static func intersection(_ left: [UInt32], _ right: [UInt32]) -> [UInt32] {
    let (small, large) = left.count <= right.count ? (left, right) : (right, left)
    // Fast path: a few against many are looked up one by one.
    if small.count * 16 < large.count { return small.filter { contains(large, $0) } }
    var result: [UInt32] = []
    result.reserveCapacity(small.count)
    var place = 0
    for slot in small {
      while place < large.count, large[place] < slot { place += 1 }
      if place == large.count { break }
      if large[place] == slot { result.append(slot) }
    }
    return result
  }

  /// Whether the two have a slot in common.
  static func intersects(_ left: [UInt32], _ right: [UInt32]) -> Bool {
    let (small, large) = left.count <= right.count ? (left, right) : (right, left)
    if small.count * 16 < large.count { return small.contains { contains(large, $0) } }
    var place = 0
    for slot in small {
      while place < large.count, large[place] < slot { place += 1 }
      if place == large.count { return false }
      if large[place] == slot { return true }
    }
    return false
  }

  static func subtracting(_ right: [UInt32], from left: [UInt32]) -> [UInt32] {
    if right.isEmpty { return left }
    var result: [UInt32] = []
    result.reserveCapacity(left.count)
    var place = 0
    for slot in left {
      while place < right.count, right[place] < slot { place += 1 }
      if place == right.count || right[place] != slot { result.append(slot) }
    }
    return result
  }

  /// - Parameter slotCount: all slots are below it.
  static func union(_ lists: [[UInt32]], slotCount: Int) -> [UInt32] {
    if lists.count == 1 { return lists[0] }
    var words = [UInt64](repeating: 0, count: (slotCount + 63) / 64)
    var total = 0
    for list in lists {
      total += list.count
      for slot in list { words[Int(slot >> 6)] |= 1 << UInt64(slot & 63) }
    }
    var result: [UInt32] = []
    result.reserveCapacity(min(total, slotCount))
    for index in words.indices {
      var word = words[index]
      while word != 0 {
        result.append(UInt32(64 * index + word.trailingZeroBitCount))
        word &= word - 1
      }
    }
    return result
  }

  private static func contains(_ slots: [UInt32], _ slot: UInt32) -> Bool {
    var low = 0
    var high = slots.count
    while low < high {
      let middle = (low + high) / 2
      if slots[middle] < slot { low = middle + 1 } else { high = middle }
    }
    return low < slots.count && slots[low] == slot
  }
}
