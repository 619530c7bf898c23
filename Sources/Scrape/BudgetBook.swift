import Budget
import Storage
import Threads
import TimeSeries

/// The ledgers of all clusters: read from storage at the start, each opened when its first child or push asks for it.
final class BudgetBook: Sendable {
  private struct State {
    var open: [String: ClusterBudget] = [:]
    /// Which job says what a cluster may hold: the first one that did.
    var deciders: [String: String] = [:]
    /// What storage held at the start, of ledgers that nobody has asked for yet.
    var closed: [String: [LedgerRow]] = [:]
    var closedSince: Timestamp

    /// The policy to apply; `nil` if that is for another job to say.
    mutating func decide(
      _ cluster: String, _ job: String?, _ policy: BudgetPolicy?, _ otherwise: BudgetPolicy
    ) -> BudgetPolicy? {
      if let decider = deciders[cluster], decider != job { return nil }
      deciders[cluster] = policy == nil ? nil : job
      return policy ?? otherwise
    }
  }

  private let state: Locked<State>

  /// - Throws: ``StorageError`` when the ledgers cannot be read.
  init(_ storage: any Appendable, at now: Timestamp) throws(StorageError) {
    var closed: [String: [LedgerRow]] = [:]
    for record in try storage.records(in: .ledger, keyPrefix: []) {
      let row = LedgerRow(key: record.key, value: record.value)
      if let name = row.ledgerName { closed[name, default: []].append(row) }
    }
    state = Locked(State(closed: closed, closedSince: now))
  }

  /// The ledger of `cluster`, for one who is under `policy` of a job, or asks for no job in particular.
  ///
  /// The first job with a policy for the cluster decides, until it has none any more; before and after, `otherwise`.
  /// - Throws: ``LedgerError`` when its stored rows cannot be read.
  func budget(
    of cluster: String, job: String?, _ policy: BudgetPolicy?, otherwise: BudgetPolicy, at now: Timestamp
  ) throws(LedgerError) -> ClusterBudget {
    try state.withLock { (state) throws(LedgerError) in
      let wanted = state.decide(cluster, job, policy, otherwise)
      if let open = state.open[cluster] {
        if let wanted { open.ledger.withLock { $0.apply(wanted, at: now) } }
        return open
      }
      let rows = state.closed[cluster] ?? []
      let ledger = try BudgetLedger(name: cluster, policy: wanted ?? otherwise, rows: rows, at: now)
      state.closed[cluster] = nil
      let budget = ClusterBudget(ledger)
      state.open[cluster] = budget
      return budget
    }
  }

  /// Jobs that are gone decide no longer.
  func keepDecisions(ofJobs jobs: Set<String>) {
    state.withLock { $0.deciders = $0.deciders.filter { jobs.contains($0.value) } }
  }

  var all: [ClusterBudget] {
    state.withLock { $0.open.values.sorted { $0.cluster < $1.cluster } }
  }

  /// Lets time pass in every ledger, and gives what has changed by it, to be stored.
  func sweep(at now: Timestamp) -> [LedgerRow] {
    var rows: [LedgerRow] = []
    for budget in all {
      budget.ledger.withLock { ledger in
        ledger.advance(to: now)
        rows += ledger.takeChanges()
      }
    }
    return rows + abandonedRows(at: now)
  }

  /// What has happened to budgets since the last call and belongs into the log.
  func takeNotices() -> [BudgetNotice] { all.flatMap { $0.ledger.withLock { $0.takeNotices() } } }

  /// What was refused of what a selector can match, those clusters first that lack most. Where nothing is refused at all,
  /// that is one look at each cluster.
  func refusals(matching matchers: [LabelMatcher]) -> [RefusedSeries] {
    let budgets = state.withLock { Array($0.open.values) }
    return budgets.flatMap { $0.ledger.withLock { $0.refusals(matching: matchers) } }
      .sorted { ($1.seriesCount, $0.cluster, $0.metric) < ($0.seriesCount, $1.cluster, $1.metric) }
  }

  /// Takes back rows that could not be stored.
  func giveBack(_ rows: [LedgerRow]) {
    for (name, rows) in Dictionary(grouping: rows, by: { $0.ledgerName ?? "" }) {
      state.withLock { $0.open[name] }?.ledger.withLock { $0.giveBack(rows) }
    }
  }

  /// Deletes the rows of ledgers that nobody has asked for within the time after which series are idle.
  private func abandonedRows(at now: Timestamp) -> [LedgerRow] {
    state.withLock { state in
      guard now - state.closedSince >= BudgetPolicy.idleReleaseDefault else { return [] }
      defer { state.closed = [:] }
      return state.closed.values.flatMap { $0 }.map { LedgerRow(key: $0.key, value: nil) }
    }
  }
}
