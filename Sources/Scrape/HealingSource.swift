import Budget
package import Outbound
package import Storage
import Threads
package import TimeSeries

/// A child that can be asked for what it has stored: how to reach it, and what its series become here.
///
/// A series that is healed takes the way of one that is scraped: the same labels, the same checks, the same budget. As of
/// the moment when ``ScrapeManager/healingSources()`` was called. Safe to use from any task.
package struct HealingSource: Sendable {
  /// Its scrape's address; tells it from all others.
  package let url: String
  package let cluster: String
  /// Values of the replica labels; empty for a child that has no twin.
  package let replica: String
  /// What its job asks `/federate` for, in PromQL.
  package let selectors: [String]
  package let scrapeInterval: Milliseconds
  package let replicaLabels: [String]
  /// Whether its last scrape was good.
  package let isUp: Bool

  let settings: ChildSettings
  let context: ScrapeContext
  private let identity: Identity?

  init(_ child: Child, _ context: ScrapeContext) {
    let (settings, status) = (child.settings, child.status)
    self.settings = settings
    self.context = context
    url = settings.target.url
    let identity =
      status.cluster.isEmpty
      ? IdentityRule(replicaLabels: settings.replicaLabels).identity(settings.target.labels)
      : Identity(cluster: status.cluster, replica: status.replica)
    cluster = ScrapeCycle.clusterName(identity, settings.target)
    replica = identity?.replica ?? ""
    selectors = settings.target.selectors
    scrapeInterval = settings.target.scrapeInterval
    replicaLabels = settings.replicaLabels
    isUp = status.health == .up
    self.identity = identity
  }

  /// Whether what the child has stored is what scraping it would have stored: samples keep their timestamps, and the
  /// child is a Prometheus.
  static func isPossible(_ settings: ChildSettings) -> Bool {
    settings.config.isFederation && settings.config.honorTimestamps && settings.poolError == nil
  }

  /// A request to the child with the credentials, encryption and headers of its scrapes.
  ///
  /// - Parameter path: below the path that `/federate` is below, such as `api/v1/read`.
  package func request(
    _ method: HTTPRequest.Method, _ path: String, query: [String: [String]] = [:], headers: [HTTPHeader] = [],
    body: [UInt8] = [], timeoutSeconds: Double, bodyBytesMax: Int, acceptsGzip: Bool
  ) -> HTTPRequest {
    var options = settings.config.http
    options.unixSocket = settings.target.unixSocket
    let parameters = QueryText.form(query)
    return HTTPRequest(
      method, base + path + (parameters.isEmpty ? "" : "?" + parameters), headers: headers + settings.config.headers,
      body: body, timeoutSeconds: timeoutSeconds, bodyBytesMax: bodyBytesMax, acceptsGzip: acceptsGzip,
      options: options)
  }

  /// For each series of the child, external labels among its own, the labels to store it under; `nil` if the job drops it.
  ///
  /// - Throws: ``ScrapeError`` where a scrape would have failed.
  package func storedLabels(of series: some Sequence<Labels>) throws(ScrapeError) -> [Labels?] {
    let labeler = SeriesLabeler(settings.target, settings.config)
    var stored: [Labels?] = []
    for labels in series {
      var exposed = LabelsBuilder(labels)
      // As `/federate` writes it, which keeps the target's own instance away.
      if !exposed.contains(LabelName.instance) { exposed.set(LabelName.instance, to: "") }
      stored.append(try labeler.labels(exposed))
    }
    return stored
  }

  /// Where the child's API begins: `https://host/prefix/` of `https://host/prefix/federate?…`.
  private var base: String {
    let path = url.prefix { $0 != "?" }
    return String(path.dropLast(path.hasSuffix("federate") ? "federate".count : 0))
  }
}

extension HealingSource {
  /// Ids for the series that may be stored, and what must be stored with them.
  package struct Admission: Sendable {
    /// For each series asked about; `nil` for one that is refused.
    package var ids: [SeriesID?]
    package var records: [RecordChange]
  }

  /// Asks the cluster's budget about series, by the labels they would be stored under. Nobody loses a place for them.
  ///
  /// - Throws: ``ScrapeError``: `seriesBudget` in mode `reject`, `storage` when storage takes no more series.
  package func admit(_ series: [Labels]) throws(ScrapeError) -> Admission {
    var admission = try ask(series)
    do throws(StorageError) {
      for (index, labels) in series.enumerated() where admission.ids[index] != nil {
        admission.ids[index] = try context.storage.seriesID(of: labels)
      }
    } catch {
      giveBack(admission)
      throw ScrapeError(error)
    }
    return admission
  }

  /// Takes back an admission whose samples could not be stored.
  package func giveBack(_ admission: Admission) {
    context.book.giveBack(admission.records.map { LedgerRow(key: $0.key, value: $0.value) })
  }

  /// The ids of series that are stored are not the right ones yet.
  private func ask(_ series: [Labels]) throws(ScrapeError) -> Admission {
    let now = context.now()
    let replicaLabels = ReplicaLabels(replicaLabels)
    let rule = BelongingRule(settings.config, RequestedNames(settings.target.selectors), identity)
    let newcomers = series.map { Newcomer($0, without: replicaLabels, objection: rule.objection(to: $0)) }
    let budget = try open(at: now)
    do throws(BudgetExceeded) {
      return try budget.ledger.withLock { (ledger) throws(BudgetExceeded) in
        let slots = try ledger.admitPushed(newcomers, at: now)
        let ids = zip(newcomers, slots).map { newcomer, slot in
          newcomer.objection == nil && ledger.isStored(slot) ? ScrapeCache.Line.noID : nil
        }
        let changes = ledger.takeChanges().map { RecordChange(space: .ledger, key: $0.key, value: $0.value) }
        return Admission(ids: ids, records: changes)
      }
    } catch {
      throw ScrapeError(error)
    }
  }

  private func open(at now: Timestamp) throws(ScrapeError) -> ClusterBudget {
    do throws(LedgerError) {
      return try context.book.budget(
        of: cluster, job: settings.config.jobName, settings.budget, otherwise: settings.otherBudget, at: now)
    } catch {
      throw ScrapeError(.storage, error.description)
    }
  }
}

extension HealingSource {
  /// The series that the child exposes now, with the labels in which it exposes them.
  ///
  /// - Throws: ``ScrapeError``, as a scrape does.
  package func exposedSeries() async throws(ScrapeError) -> [Labels] {
    var cycle = ScrapeCycle(settings, child: ObjectIdentifier(context), context: context)
    let reading = try cycle.parse(try await cycle.fetch())
    return reading.unknown.map { $0.labels.labels() }
  }
}

/// Native histograms.
extension HealingSource {
  /// Whether scrapes bring the child's native histograms.
  package var takesHistograms: Bool { settings.config.scrapeNativeHistograms }

  /// A native histogram as a scrape would have stored it; `nil` if the scrape would have failed for its buckets.
  package func stored(_ histogram: FloatHistogram) -> FloatHistogram? {
    var histogram = histogram
    // What a store knows of resets is about its own neighbours; a scrape brings none of it.
    if histogram.counterReset != .gauge { histogram.counterReset = .unknown }
    return settings.histogramLimits.apply(to: &histogram) ? histogram : nil
  }
}
