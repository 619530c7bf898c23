package import Budget
package import Storage
import Threads
package import TimeSeries

/// The door for what is pushed: the same ledgers as for what is scraped.
///
/// A pushed series belongs to the cluster of its label; the policy is that of the job that has the cluster, else
/// ``ScrapeSettings/pushedBudget``. Safe to call from any task.
package struct Admission: Sendable {
  /// What a request may store.
  package struct Verdicts: Sendable {
    /// For each series, in the order asked: why it is refused, or `nil` if its samples are to be stored.
    package var refusals: [RefusalReason?]
    /// To be put into the batch with the samples; back to ``Admission/giveBack(_:)`` if that cannot be stored.
    package var records: [RecordChange] = []
  }

  /// The ledger of series without a cluster label.
  static let clusterlessName = "remote_write"

  private let context: ScrapeContext
  private let settings: @Sendable () -> ScrapeSettings

  init(_ context: ScrapeContext, settings: @escaping @Sendable () -> ScrapeSettings) {
    self.context = context
    self.settings = settings
  }

  /// Decides about the series of one request. All new ones are decided together, as those of one body are.
  ///
  /// - Throws: ``ScrapeError`` with reason `seriesBudget` in mode `reject`, `storage` when a ledger cannot be read.
  package func admit(_ series: [Labels]) throws(ScrapeError) -> Verdicts {
    let settings = settings()
    let replicaLabels = ReplicaLabels(settings.replicaLabels)
    var verdicts = Verdicts(refusals: Array(repeating: nil, count: series.count))
    for (cluster, indices) in Admission.grouped(series) {
      let newcomers = indices.map { Newcomer(series[$0], without: replicaLabels) }
      try decide(cluster, newcomers, indices, settings, &verdicts)
    }
    return verdicts
  }

  /// Takes back records that could not be stored.
  package func giveBack(_ records: [RecordChange]) {
    context.book.giveBack(records.map { LedgerRow(key: $0.key, value: $0.value) })
  }

  private func decide(
    _ cluster: String, _ newcomers: [Newcomer], _ indices: [Int], _ settings: ScrapeSettings,
    _ verdicts: inout Verdicts
  ) throws(ScrapeError) {
    let now = context.now()
    let budget = try open(cluster, settings, now)
    var counts = [Int](repeating: 0, count: RefusalReason.allCases.count)
    do throws(BudgetExceeded) {
      try budget.ledger.withLock { (ledger) throws(BudgetExceeded) in
        for (slot, index) in zip(try ledger.admitPushed(newcomers, at: now), indices) where !ledger.isStored(slot) {
          let reason = ledger.refusal(of: slot) ?? .budget
          verdicts.refusals[index] = reason
          counts[reason.index] += 1
        }
        verdicts.records += ledger.takeChanges().map { RecordChange(space: .ledger, key: $0.key, value: $0.value) }
      }
    } catch {
      giveBack(verdicts.records)
      throw ScrapeError(error)
    }
    context.metrics.countRefused(counts, cluster: cluster)
  }

  private func open(
    _ cluster: String, _ settings: ScrapeSettings, _ now: Timestamp
  ) throws(ScrapeError) -> ClusterBudget {
    do throws(LedgerError) {
      return try context.book.budget(of: cluster, job: nil, nil, otherwise: settings.pushedBudget, at: now)
    } catch {
      throw ScrapeError(.storage, error.description)
    }
  }

  /// The places of the series of each cluster. A request mostly has one, so its name is compared before it is looked up.
  private static func grouped(_ series: [Labels]) -> [(cluster: String, indices: [Int])] {
    var groups: [(cluster: String, indices: [Int])] = []
    var places: [String: Int] = [:]
    var last = -1
    for (index, labels) in series.enumerated() {
      if last < 0 || !isValue(groups[last].cluster, ofClusterIn: labels) {
        let cluster = labels[LabelName.cluster]
        let name = cluster.isEmpty ? clusterlessName : cluster
        last = places[name] ?? groups.count
        places[name] = last
        if last == groups.count { groups.append((cluster: name, indices: [])) }
      }
      groups[last].indices.append(index)
    }
    return groups
  }

  private static func isValue(_ cluster: String, ofClusterIn labels: Labels) -> Bool {
    labels.withValueBytes(of: LabelName.cluster) { value in value.map { cluster.utf8.elementsEqual($0) } ?? false }
  }
}
