import TimeSeries

/// What one Alertmanager has still to be told: each alert once, its newest word, in the order in which they came.
///
/// A newer word takes the place of an older one that still waits, so an Alertmanager that is away for long does not find
/// itself told the same thing again and again, and the bound is on alerts, not on repetitions.
struct AlertQueue: Sendable {
  struct Entry: Sendable, Equatable {
    let alert: Alert
    /// How often it was sent in vain.
    var failureCount = 0

    fileprivate var key: Key { Key(labels: alert.labels, startsAt: alert.startsAt) }
  }

  /// An alert that fires anew after its end is another one: its end is told first.
  fileprivate struct Key: Hashable {
    let labels: Labels
    let startsAt: Timestamp
  }

  private let capacity: Int
  /// The queue begins at `first`; what stands before it has been taken.
  private var entries: [Entry] = []
  private var first = 0
  private var positions: [Key: Int] = [:]

  init(capacity: Int) { self.capacity = max(1, capacity) }

  var count: Int { entries.count - first }

  /// Appends `alerts`. Returns how many old ones had to go.
  mutating func add(_ alerts: [Alert]) -> Int {
    for alert in alerts { put(Entry(alert: alert)) }
    return dropExcess()
  }

  /// Takes up to `limit` from the front.
  mutating func take(_ limit: Int) -> [Entry] {
    let taken = Array(entries[first...].prefix(limit))
    for entry in taken { positions[entry.key] = nil }
    first += taken.count
    if first > entries.count / 2 { rebuild(entries[first...]) }
    return taken
  }

  /// Puts back to the front what was taken and did not arrive, but for what a newer word has come of meanwhile, and for what
  /// has failed `failuresMax` times. Returns how many were dropped.
  mutating func giveBack(_ taken: [Entry], failuresMax: Int) -> Int {
    var kept: [Entry] = []
    var droppedCount = 0
    for var entry in taken where positions[entry.key] == nil {
      entry.failureCount += 1
      if entry.failureCount < failuresMax { kept.append(entry) } else { droppedCount += 1 }
    }
    rebuild(kept + entries[first...])
    return droppedCount + dropExcess()
  }

  /// Forgets all. Returns how many there were.
  mutating func clear() -> Int {
    defer { rebuild([]) }
    return count
  }

  private mutating func put(_ entry: Entry) {
    if let index = positions[entry.key] {
      entries[index] = entry
    } else {
      positions[entry.key] = entries.count
      entries.append(entry)
    }
  }

  private mutating func dropExcess() -> Int { take(max(0, count - capacity)).count }

  private mutating func rebuild(_ rest: some Sequence<Entry>) {
    entries = Array(rest)
    first = 0
    positions = Dictionary(uniqueKeysWithValues: entries.enumerated().map { ($1.key, $0) })
  }
}
