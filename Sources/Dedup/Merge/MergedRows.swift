import TimeSeries

/// Values of several replicas in time order, and whose each is. Stale markers are kept apart.
struct MergedRows {
  private(set) var timestamps: [Timestamp] = []
  /// The member, and the row among its samples.
  private(set) var members: [UInt8] = []
  private(set) var rows: [Int32] = []

  var count: Int { timestamps.count }

  @inline(__always)
  mutating func append(_ timestamp: Timestamp, _ member: UInt8, _ row: Int32) {
    timestamps.append(timestamp)
    members.append(member)
    rows.append(row)
  }

  mutating func removeAll() {
    timestamps.removeAll(keepingCapacity: true)
    members.removeAll(keepingCapacity: true)
    rows.removeAll(keepingCapacity: true)
  }

  /// All values of one member.
  mutating func append(all columns: SampleColumns, _ member: UInt8) {
    for row in 0..<columns.count where !columns.values[row].isStaleMarker {
      append(columns.timestamps[row], member, Int32(truncatingIfNeeded: row))
    }
  }

  /// Keeps the rows for which `isKept` says so.
  mutating func keep(where isKept: (Int) -> Bool) {
    var kept = MergedRows()
    for index in 0..<count where isKept(index) { kept.append(timestamps[index], members[index], rows[index]) }
    self = kept
  }

  /// These rows, and of a replica that ranks behind all of them the values whose slots they leave empty.
  ///
  /// A slot is taken by a sample within half a period; also between two samples of one replica that are so close that
  /// there is no slot between them, unless the slot had been given up there. Without a period, only by one at the very
  /// same time.
  func filled(
    by columns: SampleColumns, _ member: UInt8, period: Milliseconds, into target: inout MergedRows,
    isGivenUp: (_ member: UInt8, Timestamp) -> Bool
  ) {
    let reach = period / 2
    let close = period + reach
    var next = 0
    for row in 0..<columns.count {
      let time = columns.timestamps[row]
      while next < count, timestamps[next] <= time {
        target.append(timestamps[next], members[next], rows[next])
        next += 1
      }
      if columns.values[row].isStaleMarker { continue }
      if next > 0 {
        let distance = time - timestamps[next - 1]
        if distance < reach || distance == 0 { continue }
      }
      if next < count {
        if timestamps[next] - time <= reach { continue }
        if next > 0, timestamps[next] - timestamps[next - 1] < close, members[next] == members[next - 1],
          !isGivenUp(members[next], time)
        {
          continue
        }
      }
      target.append(time, member, Int32(truncatingIfNeeded: row))
    }
    while next < count {
      target.append(timestamps[next], members[next], rows[next])
      next += 1
    }
  }
}
