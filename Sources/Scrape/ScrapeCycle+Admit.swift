import Budget
import Storage
import Threads
import TimeSeries

/// What became of the newcomers of a body.
struct BodyAdmission: Sendable {
  /// For each unknown line, what the cache will remember.
  var newLines: [ScrapeCache.Line]
  /// What the ledger wants durable together with the samples.
  var rows: [LedgerRow] = []
  var relabeledCount: Int

  /// The slots that were taken for the new lines.
  var slots: [LedgerSlot] { newLines.map(\.slot) }
}

extension ScrapeCycle {
  mutating func admit(_ newcomers: [Labels?], _ reading: BodyReading) throws(ScrapeError) -> BodyAdmission {
    try identify(newcomers, reading)
    var admission = BodyAdmission(
      newLines: Array(repeating: ScrapeCache.Line(verdict: .dropped), count: newcomers.count),
      relabeledCount: relabeledCount(reading, newcomers))
    // A child that has never brought a series has no need of a ledger.
    if newcomers.isEmpty, self.budget == nil { return admission }
    let budget = try openBudget()
    try ask(budget, newcomers, reading, &admission)
    try register(newcomers, &admission, budget)
    return admission
  }

  /// Finds out who the child is, and that nobody else is the same.
  private mutating func identify(_ newcomers: [Labels?], _ reading: BodyReading) throws(ScrapeError) {
    let rule = IdentityRule(replicaLabels: settings.replicaLabels)
    var identity = rule.identity(settings.target.labels)
    if identity == nil, settings.config.isFederation {
      let hasOldLines = reading.scrapedCount > reading.unknown.count
      let learned = hasOldLines && self.identity != nil ? nil : rule.identity(ofMost: newcomers.compactMap { $0 })
      identity = learned ?? self.identity
    }
    guard settings.config.isFederation, let identity else { return change(to: identity) }
    let isLabelled = rule.identity(settings.target.labels) != nil
    if let other = context.claims.claim(identity, for: child, at: settings.target.url, isLabelled: isLabelled) {
      throw ScrapeError(
        .identity,
        "the child says it is \(identity), which \(other) already is: give each a replica label of its own, as an "
          + "external label of the child or as a label of the target")
    }
    change(to: identity)
  }

  /// A child that has become another cluster gives its slots back to the one it was.
  private mutating func change(to identity: Identity?) {
    guard identity != self.identity else { return }
    noteDeparture()
    following = ReplicaFollowing()
    if identity?.cluster != self.identity?.cluster { leaveBudget() }
    self.identity = identity
  }

  mutating func leaveBudget() {
    budget?.ledger.withLock { $0.release(cache.lines.map(\.slot), lastSeen: lastDelivery) }
    cache.forgetSlots()
    budget = nil
  }

  /// The child's cluster; one without is a cluster of its own.
  var clusterName: String { ScrapeCycle.clusterName(identity, settings.target) }

  static func clusterName(_ identity: Identity?, _ target: Target) -> String {
    if let identity { return identity.cluster }
    let instance = target.labels[LabelName.instance]
    return instance.isEmpty ? target.url : instance
  }

  private mutating func openBudget() throws(ScrapeError) -> ClusterBudget {
    if let budget { return budget }
    do throws(LedgerError) {
      let opened = try context.book.budget(
        of: clusterName, job: settings.config.jobName, settings.budget, otherwise: settings.otherBudget, at: tick)
      budget = opened
      return opened
    } catch {
      throw ScrapeError(.storage, error.description)
    }
  }

  /// Asks the ledger about all newcomers of the body at once.
  private func ask(
    _ budget: ClusterBudget, _ newcomers: [Labels?], _ reading: BodyReading, _ admission: inout BodyAdmission
  ) throws(ScrapeError) {
    let replicaLabels = ReplicaLabels(settings.replicaLabels)
    let rule = BelongingRule(settings.config, requestedNames, identity)
    let asking = newcomers.indices.filter { newcomers[$0] != nil }
    let candidates = asking.compactMap { index in
      newcomers[index].map { labels in
        let objection = rule.objection(to: labels, exposed: reading.unknown[index].labels)
        return Newcomer(labels, without: replicaLabels, objection: objection)
      }
    }
    do throws(BudgetExceeded) {
      try budget.ledger.withLock { (ledger) throws(BudgetExceeded) in
        let slots = try ledger.admit(candidates, at: tick)
        for (place, index) in asking.enumerated() {
          let verdict = verdict(on: slots[place], candidates[place].objection, ledger)
          admission.newLines[index] = ScrapeCache.Line(verdict: verdict)
          admission.newLines[index].slot = slots[place]
        }
        admission.rows = ledger.takeChanges()
      }
    } catch {
      throw ScrapeError(error)
    }
  }

  private func verdict(
    on slot: LedgerSlot, _ objection: RefusalReason?, _ ledger: BudgetLedger
  ) -> ScrapeCache.Verdict {
    if let objection { return .refused(objection) }
    return ledger.isStored(slot) ? .stored : .refused(ledger.refusal(of: slot) ?? .budget)
  }

  /// Gets ids for the newcomers that are stored. If storage takes no more series, none of them is kept.
  private func register(
    _ newcomers: [Labels?], _ admission: inout BodyAdmission, _ budget: ClusterBudget
  ) throws(ScrapeError) {
    do throws(StorageError) {
      for (index, labels) in newcomers.enumerated() where admission.newLines[index].verdict == .stored {
        guard let labels else { continue }
        admission.newLines[index].id = try context.storage.seriesID(of: labels)
      }
    } catch {
      undo(admission)
      throw ScrapeError(error)
    }
  }

  /// Lets go of what a body was admitted with, as it cannot be stored.
  func undo(_ admission: BodyAdmission) {
    budget?.ledger.withLock { ledger in
      ledger.giveBack(admission.rows)
      ledger.release(admission.slots, lastSeen: tick)
    }
  }
}
