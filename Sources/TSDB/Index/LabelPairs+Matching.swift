import TimeSeries

extension LabelPairs {
  /// The slots of the series that satisfy all `matchers`.
  ///
  /// A matcher that a series without the label satisfies cannot be answered by looking values up; it takes away the
  /// series whose value fails it.
  func slots(matching matchers: [LabelMatcher], slotCount: Int) -> [UInt32] {
    var result: [UInt32]?
    let (taking, giving) = (matchers.filter { $0.matchesEmpty }, matchers.filter { !$0.matchesEmpty })
    // Equality first: it is cheap and usually leaves the least.
    for matcher in giving.sorted(by: { $0.operation == .equal && $1.operation != .equal }) {
      let slots = slots(withValue: true, matcher, slotCount)
      result = result.map { SlotSet.intersection($0, slots) } ?? slots
      if result?.isEmpty == true { return [] }
    }
    for matcher in taking {
      let failing = slots(withValue: false, matcher, slotCount)
      result = SlotSet.subtracting(failing, from: result ?? Array(0..<UInt32(slotCount)))
    }
    return result ?? Array(0..<UInt32(slotCount))
  }

  /// The slots of the series that have the label with a value which satisfies the matcher, or fails it.
  private func slots(withValue satisfying: Bool, _ matcher: LabelMatcher, _ slotCount: Int) -> [UInt32] {
    let positive = matcher.operation == .equal || matcher.operation == .matches
    if satisfying == positive, let values = literalValues(of: matcher) {
      let lists = values.filter { !$0.isEmpty }.map { slots(name: matcher.name, value: $0) }
      return SlotSet.union(lists.filter { !$0.isEmpty }, slotCount: slotCount)
    }
    let pairs = pairs(satisfying, matcher)
    return SlotSet.union(pairs.map { postings[Int($0)] }, slotCount: slotCount)
  }

  /// The values that the matcher's text names, if it names them all.
  private func literalValues(of matcher: LabelMatcher) -> [String]? {
    guard let regex = matcher.regex else { return [matcher.value] }
    return regex.alternatives
  }

  private func pairs(_ satisfying: Bool, _ matcher: LabelMatcher) -> [UInt32] {
    guard let name = name(matcher.name) else { return [] }
    let wanted = Array((matcher.regex?.prefix ?? "").utf8)
    return name.pairs.filter { pair in
      // Fast path: a value without the pattern's prefix is settled without making it a String.
      let startsRight = wanted.isEmpty || withValue(of: pair) { $0.starts(with: wanted) }
      let matches = startsRight ? matcher.matches(value(of: pair)) : matcher.operation == .doesNotMatch
      return matches == satisfying
    }
  }
}

extension LabelPairs {
  /// The values of label `name` among the series in `slots`, in no order.
  func values(of name: String, among slots: [UInt32]) -> [String] {
    guard let name = self.name(name), !slots.isEmpty else { return [] }
    return name.pairs.filter { SlotSet.intersects(postings[Int($0)], slots) }.map { value(of: $0) }
  }

  /// The names of the labels of the series in `slots`, in no order.
  func names(of slots: [UInt32]) -> [String] {
    names.filter { name in name.pairs.contains { SlotSet.intersects(postings[Int($0)], slots) } }.map(\.text)
  }
}
