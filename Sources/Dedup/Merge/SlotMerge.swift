import TimeSeries

/// Merges the samples of the replicas of one series after the other: one sample per slot, by rank, bits untouched.
///
/// A slot is what lies within half a period of each other. A stale marker says that *this replica's* series ended; it is
/// served only where every other replica has ended as well, so that one replica's end does not hide the other. What a
/// better replica may still deliver is not yet served from another.
struct SlotMerge {
  private(set) var merged = SampleColumns()
  /// Whose each row of the members is; empty where all rows are the first one's.
  private(set) var rows = MergedRows()
  private var scratch = MergedRows()
  private(set) var members: [SampleColumns] = []
  private var memberCount = 0
  /// Whether the first member has neither a stale marker nor demoted samples, so that equal times make it the answer.
  private var isFirstPlain = false
  /// How many of the members are known to have the first one's timestamps; nothing is kept of them.
  private var twinCount = 0
  /// Whether samples are held back because a better replica may still fill their slots.
  private(set) var holdsBack = false
  private(set) var plan: SlotPlan?
  /// For each member, its number in the plan.
  private(set) var order: [Int] = []
  /// Whether it is to be told who took whose slot; then there are no short cuts.
  private var isExplained = false
  /// The merge to be explained.
  private(set) var explainedMerge: RankedMerge?

  /// Begins with another series.
  ///
  /// - Parameters:
  ///   - order: for each member to be added, its number in the plan.
  ///   - isExplained: whether ``explainedSlots(in:isRanked:)`` will be asked for.
  mutating func begin(_ plan: SlotPlan?, order: [Int], isExplained: Bool = false) {
    self.plan = plan
    self.order = order
    self.isExplained = isExplained
    explainedMerge = nil
    memberCount = 0
    twinCount = 0
  }

  /// Adds the next member; best first, where ranks are constant.
  mutating func add(_ columns: borrowing SampleColumns) {
    if memberCount == 0 {
      keep(columns)
      isFirstPlain =
        !isExplained && !SlotMerge.hasStaleMarker(columns) && plan?.hasOnePrimary != false && !hasDemotedRows(0)
    } else if isFirstPlain, twinCount == memberCount - 1, members[0].timestamps == columns.timestamps,
      !SlotMerge.hasStaleMarker(columns)
    {
      // Fast path: the pair evaluates its rules at the same moments and nothing has ended.
      twinCount += 1
      keepTwin()
    } else {
      keep(columns)
    }
  }

  /// Merges what was added. The result is in ``merged``, with the rows of `range` only.
  mutating func finish(in range: ClosedRange<Timestamp>) {
    merged.removeAll()
    holdsBack = false
    if !isExplained, twinCount == memberCount - 1, isFirstPlain || memberCount == 1, isFirstSettled {
      takeFirst(in: range)
    } else {
      mergeRows()
      write(in: range)
      if members.prefix(memberCount).contains(where: SlotMerge.hasStaleMarker) { addMarkers(in: range) }
    }
  }

  // MARK: Members

  private mutating func keep(_ columns: borrowing SampleColumns) {
    if members.count == memberCount { members.append(SampleColumns()) }
    members[memberCount].removeAll()
    SlotMerge.copy(columns, 0..<columns.count, into: &members[memberCount])
    memberCount += 1
  }

  /// The values of a twin never count, as the first one ranks before it at each of its times.
  private mutating func keepTwin() {
    if members.count == memberCount { members.append(SampleColumns()) }
    members[memberCount].removeAll()
    memberCount += 1
  }

  private func hasDemotedRows(_ member: Int) -> Bool {
    guard let plan else { return false }
    let times = members[member].timestamps
    return plan.replicas[order[member]].demotions.contains { stretch in
      let first = times.firstIndex(atLeast: stretch.demotion.from)
      return first < times.count && times[first] <= stretch.end
    }
  }

  private static func hasStaleMarker(_ columns: borrowing SampleColumns) -> Bool {
    let stale = StaleMarker.bits
    var found = false
    for value in columns.values { found = found || value.bitPattern == stale }
    return found
  }

  private static func copy(
    _ source: borrowing SampleColumns, _ rows: Range<Int>, into target: inout SampleColumns
  ) {
    let base = target.count - rows.lowerBound
    target.timestamps.append(contentsOf: source.timestamps[rows])
    target.values.append(contentsOf: source.values[rows])
    target.starts.append(source.starts, rows, at: target.count - rows.count)
    for histogram in source.histograms where rows.contains(histogram.row) {
      target.histograms.append(.init(row: histogram.row + base, histogram: histogram.histogram))
    }
  }

  // MARK: One member's rows

  private mutating func takeFirst(in range: ClosedRange<Timestamp>) {
    let times = members[0].timestamps
    let end = range.upperBound == .max ? times.count : times.firstIndex(atLeast: range.upperBound + 1)
    SlotMerge.copy(members[0], min(times.firstIndex(atLeast: range.lowerBound), end)..<end, into: &merged)
  }

  private var isFirstSettled: Bool {
    guard let plan, memberCount > 0 else { return true }
    // Fast path: the primary's.
    if isFirstPlain, plan.isConstant, plan.primaries.first?.replica == order[0] { return true }
    let barrier = HeadBarrier(plan, order, members.prefix(memberCount), twinCount: twinCount)
    let times = members[0].timestamps
    return (times.firstIndex(atLeast: barrier.settledByAll.addingClamped(1))..<times.count).allSatisfy {
      barrier.isSettled(times[$0], of: 0)
    }
  }

  // MARK: Several members

  private mutating func mergeRows() {
    rows.removeAll()
    if let plan, isExplained || needsRanks(plan) {
      mergeRanked(plan)
    } else {
      mergeInOrder()
      dropUnsettled()
    }
  }

  /// Whether ranks change, or so many replicas are there that one which comes back through the loss of another's slot
  /// takes that of a third.
  private func needsRanks(_ plan: SlotPlan) -> Bool {
    !plan.isConstant || plan.replicas.count > 3 || (0..<memberCount).contains(where: hasDemotedRows)
  }

  private mutating func mergeInOrder() {
    rows.append(all: members[0], 0)
    for member in 1..<max(1, memberCount) {
      scratch.removeAll()
      rows.filled(
        by: members[member], UInt8(truncatingIfNeeded: member), period: plan?.periodMax ?? 0, into: &scratch
      ) { [plan, order] in plan?.replicas[order[Int($0)]].isGivenUp(at: $1) ?? false }
      swap(&rows, &scratch)
    }
  }

  private mutating func mergeRanked(_ plan: SlotPlan) {
    let barrier = HeadBarrier(plan, order, members.prefix(memberCount), twinCount: twinCount)
    let settledByAll = barrier.settledByAll
    // What came after the fact is settled by more than time.
    let isByTime = !(0..<memberCount).contains(where: hasDemotedRows)
    let merge = RankedMerge(members.prefix(memberCount), order, plan) { time, member in
      (isByTime && time <= settledByAll) || barrier.isSettled(time, of: member)
    }
    merge.appendServed(to: &rows)
    holdsBack = merge.holdsBack
    if isExplained { explainedMerge = merge }
  }

  private mutating func dropUnsettled() {
    guard let plan else { return }
    let barrier = HeadBarrier(plan, order, members.prefix(memberCount), twinCount: twinCount)
    guard let last = rows.timestamps.last, last > barrier.settledByAll else { return }
    let (times, owners) = (rows.timestamps, rows.members)
    let before = rows.count
    rows.keep { barrier.isSettled(times[$0], of: Int(owners[$0])) }
    holdsBack = rows.count < before
  }

  private mutating func write(in range: ClosedRange<Timestamp>) {
    var histogramPlaces = [Int](repeating: 0, count: memberCount)
    var before = -1
    for index in 0..<rows.count {
      let member = Int(rows.members[index])
      let row = Int(rows.rows[index])
      guard range.contains(rows.timestamps[index]) else { continue }
      if before >= 0, rows.members[before] != rows.members[index], !hasReset(before, index) {
        merged.takeovers.append(Int32(truncatingIfNeeded: merged.count))
      }
      let follows = before >= 0 && rows.members[before] == rows.members[index] && Int(rows.rows[before]) == row - 1
      before = index
      let histograms = members[member].histograms
      while histogramPlaces[member] < histograms.count, histograms[histogramPlaces[member]].row < row {
        histogramPlaces[member] += 1
      }
      if histogramPlaces[member] < histograms.count, histograms[histogramPlaces[member]].row == row {
        var histogram = histograms[histogramPlaces[member]].histogram
        // What is known of resets is known against the replica's own sample before.
        if !follows { histogram.counterReset = histogram.resetKnown(after: nil) }
        merged.append(rows.timestamps[index], histogram)
      } else {
        merged.append(rows.timestamps[index], members[member].values[row])
      }
      merged.setLastStart(members[member].starts[row])
    }
  }

  /// Whether a counter has begun anew at a row where another replica takes over: judged by that replica's own sample
  /// before, if it is near enough to tell; `true` also where nothing fell, since then there is nothing to say.
  private func hasReset(_ before: Int, _ index: Int) -> Bool {
    let (member, row) = (Int(rows.members[index]), Int(rows.rows[index]))
    let own = members[member]
    let value = own.values[row]
    if own.histograms.isEmpty, !(value < members[Int(rows.members[before])].values[Int(rows.rows[before])]) {
      return true
    }
    var previous = row - 1
    while previous >= 0, own.values[previous].isStaleMarker { previous -= 1 }
    let reach = 2 * (plan?.period(at: rows.timestamps[index]) ?? 0)
    guard previous >= 0, reach == 0 || own.timestamps[row] - own.timestamps[previous] <= reach else { return false }
    if let now = own.histogram(at: row), let then = own.histogram(at: previous) { return now.isReset(after: then) }
    return value < own.values[previous]
  }

  // MARK: Stale markers

  private mutating func addMarkers(in range: ClosedRange<Timestamp>) {
    var ends: [Timestamp] = []
    for member in 0..<memberCount {
      for row in 0..<members[member].count where members[member].values[row].isStaleMarker {
        let time = members[member].timestamps[row]
        if range.contains(time), (0..<memberCount).allSatisfy({ $0 == member || !isAlive($0, at: time) }) {
          ends.append(time)
        }
      }
    }
    guard !ends.isEmpty else { return }
    let known = Set(merged.timestamps)
    merged.insertMarkers(at: Set(ends).subtracting(known).sorted())
  }

  /// Whether the member's newest sample through the time is a value.
  private func isAlive(_ member: Int, at time: Timestamp) -> Bool {
    let end = members[member].timestamps.firstIndex(atLeast: time.addingClamped(1))
    return end > 0 && !members[member].values[end - 1].isStaleMarker
  }
}

extension [Timestamp] {
  /// The place of the first element that is not before `time`; of sorted ones.
  func firstIndex(atLeast time: Timestamp) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if self[middle] < time { low = middle + 1 } else { high = middle }
    }
    return low
  }
}

extension SampleColumns {
  func histogram(at row: Int) -> FloatHistogram? { histograms.first { $0.row == row }?.histogram }

  /// Puts stale markers at sorted times that have no row.
  mutating func insertMarkers(at times: [Timestamp]) {
    for time in times {
      let row = timestamps.firstIndex(atLeast: time)
      timestamps.insert(time, at: row)
      values.insert(StaleMarker.value, at: row)
      starts.insert(0, at: row)
      for index in histograms.indices where histograms[index].row >= row { histograms[index].row += 1 }
      for index in takeovers.indices where takeovers[index] >= row { takeovers[index] += 1 }
    }
  }
}
