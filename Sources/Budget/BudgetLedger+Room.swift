import TimeSeries

/// Who gets the room there is.
extension BudgetLedger {
  /// How many more series the limit allows now.
  var room: Int {
    guard let limit = policy.limit else { return .max }
    let isClosed = isFull && policy.mode != .reject
    return isClosed && activeCount >= BudgetLedger.reopensBelow(limit) ? 0 : max(0, limit - activeCount)
  }

  /// Admits the first of the waiting series while there is room, and gives the rest the reason that holds now.
  mutating func fillRoom(at now: Timestamp) {
    guard !waiting.isEmpty else { return }
    tokens?.fill(at: now)
    let room = room
    guard room > 0 else { return }
    let paid = needsTokens ? min(room, tokens?.whole ?? .max) : room
    if paid == 0 { return waitForTokens(at: now) }
    // Who gets the room matters only where there is too little of it.
    let ranked = waiting.count <= paid ? Array(waiting) : Array(ranking(waiting).prefix(room))
    let affordable = min(ranked.count, paid)
    for index in ranked.prefix(affordable) { activate(index, at: now) }
    for index in ranked.dropFirst(affordable) { move(index, to: .refused(.churn), at: now) }
    if needsTokens { tokens?.take(affordable) }
    if hasBaseline { recentAdmissions.add(affordable, at: now) }
    isFull = policy.limit.map { activeCount >= $0 } ?? false
    guard affordable > 0 else { return }
    isHeaderUnsaved = true
    generation += 1
  }

  /// There is room, but nothing may be new yet: no need to say who will be first.
  private mutating func waitForTokens(at now: Timestamp) {
    for index in waiting where entries[Int(index)].state == .refused(.budget) {
      move(index, to: .refused(.churn), at: now)
    }
  }

  /// What the first body of a cluster brings is where it starts, not churn.
  private var needsTokens: Bool { hasBaseline && policy.mode != .reject }

  /// Series with priority first; then what brings the metric names nearest to equal shares: the n-th series of any name
  /// before the n+1st of another, active ones counted; then the fingerprint, which no child can choose.
  private func ranking(_ candidates: Set<Int32>) -> [Int32] {
    var levels: [Int32: Int] = [:]
    let ordered = candidates.sorted { left, right in
      let (left, right) = (entries[Int(left)], entries[Int(right)])
      return left.hasPriority == right.hasPriority ? left.series < right.series : left.hasPriority
    }
    let ranks = ordered.map { index in
      let entry = entries[Int(index)]
      let level = levels[entry.metric] ?? metrics[entry.metric].activeCount
      levels[entry.metric] = level + 1
      return (index: index, isOrdinary: !entry.hasPriority, level: level, series: entry.series)
    }
    return ranks.sorted {
      ($0.isOrdinary ? 1 : 0, $0.level, $0.series.rawValue) < ($1.isOrdinary ? 1 : 0, $1.level, $1.series.rawValue)
    }.map(\.index)
  }

  private mutating func activate(_ index: Int32, at now: Timestamp) {
    entries[Int(index)].admittedAt = now
    move(index, to: .active, at: now)
  }
}
