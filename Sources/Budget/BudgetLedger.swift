package import TimeSeries

/// The series that one cluster holds, and those it was refused.
///
/// A value without clock, lock or disk. Whoever sees a series in a child's body *holds* it: ``admit(_:at:)`` takes a hold,
/// ``release(_:lastSeen:)`` lets go. So a scrape that brings the same series as the one before has nothing to tell the
/// ledger at all, and a series is idle exactly while nobody holds it. Both replicas of a pair hold the same slot.
///
/// *Invariants:* 1. In mode `enforce` and `reject` no admission takes the active series above the limit; only a lowered
/// limit leaves more, until its grace is over. 2. An active series that is held stays active, whatever comes.
/// 3. Verdicts depend on the set of series, never on their order.
package struct BudgetLedger: Sendable {
  enum State: Equatable, Sendable {
    case free
    case active
    case refused(RefusalReason)
  }

  struct Entry: Sendable {
    var series: SeriesFingerprint
    var metric: Int32
    var holders: Int32 = 0
    var hasPriority: Bool
    var state = State.free
    /// For a refused series: since when.
    var admittedAt: Timestamp
    /// While nobody holds the series: when it was seen last.
    var lastSeen: Timestamp
  }

  /// Once the budget was full, newcomers are taken again when fewer series than this are active: 95 %.
  static func reopensBelow(_ limit: Int) -> Int { limit - limit / 20 }

  package let name: String
  package private(set) var policy: BudgetPolicy
  /// Changes whenever the verdict on a series that somebody may hold has changed.
  package internal(set) var generation: UInt64 = 0
  package internal(set) var activeCount = 0
  package internal(set) var refusedCount = 0
  /// Changes with the set of active series.
  package internal(set) var activeVersion: UInt64 = 0

  var entries: [Entry] = []
  var freeIndices: [Int32] = []
  var indices: [SeriesFingerprint: Int32] = [:]
  var metrics = MetricTable()
  /// Refused series that may be taken when there is room.
  var waiting: Set<Int32> = []
  /// Active series that nobody holds.
  var idle: Set<Int32> = []
  /// Whether the budget was full and has not yet fallen below the mark.
  var isFull = false
  /// Whether the cluster has ever shown itself: its first body is where it starts, not churn.
  var hasBaseline = false
  var baselineAt: Timestamp = 0
  var tokens: TokenBucket?
  /// Active series with priority.
  var priorityCount = 0
  /// Since when there are more active series than the limit.
  var overSince: Timestamp?
  var nextSweep: Timestamp = 0
  var lastVisit: Timestamp
  /// What the persisted ledger does not say yet.
  var unsaved: Set<SeriesFingerprint> = []
  var isHeaderUnsaved = false

  // What only people are told.
  var history = SeriesHistory()
  var isHistoryUnsaved = false
  var historySavedAt: Timestamp = .min
  var recentAdmissions = RecentAdmissions()
  var refusedLabels = RefusedLabels()
  /// Since when something has been refused without a break, and when last.
  var refusingSince: Timestamp?
  var lastRefused: Timestamp?
  var rejected: BudgetStatus.RejectedBodies?
  var notices: [BudgetNotice] = []

  package init(name: String, policy: BudgetPolicy, at now: Timestamp) {
    self.name = name
    self.policy = policy
    lastVisit = now
    tokens = policy.newSeriesPerHour.map { TokenBucket(perHour: $0, filledAt: now) }
  }

  /// Whether samples of the series may be stored.
  package func isStored(_ slot: LedgerSlot) -> Bool {
    if policy.mode == .observe { return refusal(of: slot)?.isUnconditional != true }
    return slot.index >= 0 && entries[Int(slot.index)].state == .active
  }

  /// Why the series is refused, or in mode `observe` would be.
  package func refusal(of slot: LedgerSlot) -> RefusalReason? {
    guard slot.index >= 0 else { return .budget }
    guard case .refused(let reason) = entries[Int(slot.index)].state else { return nil }
    return reason
  }

  /// Takes another policy. The class of a series is judged when it is admitted and stays.
  package mutating func apply(_ policy: BudgetPolicy, at now: Timestamp) {
    guard policy != self.policy else { return }
    self.policy = policy
    tokens = policy.newSeriesPerHour.map { TokenBucket(perHour: $0, tokens: tokens?.tokens, filledAt: now) }
    isFull = policy.limit.map { activeCount >= $0 } ?? false
    isHeaderUnsaved = true
    generation += 1
    noteOverrun(at: now)
  }
}
