import Fleet
import Storage
import TimeSeries

/// What the fleet is told of each scrape. Only children of federation jobs speak for a cluster; another child speaks for
/// itself alone.
extension ScrapeCycle {
  /// What must become durable together with the samples of a scrape that delivers.
  func fleetRecords(_ report: ScrapeReport) -> [RecordChange] {
    settings.config.isFederation && report.scrapedCount > 0 ? [ClusterBook.record(of: delivery(report))] : []
  }

  /// A body without a sample delivers nothing: it is a miss, though the child is up.
  mutating func noteDelivery(_ report: ScrapeReport) {
    guard settings.config.isFederation else { return }
    guard report.scrapedCount > 0 else { return noteMiss("the body has no sample") }
    silentInARow = 0
    context.clusters.noteDelivery(delivery(report))
  }

  mutating func noteMiss(_ error: String) {
    guard settings.config.isFederation else { return }
    silentInARow += 1
    context.clusters.noteMiss(
      member, of: clusterName, isNamed: identity != nil, inARow: silentInARow, error: error, at: tick)
  }

  /// A child whose target says which cluster it is of is waited for from now on.
  func noteArrival() {
    guard settings.config.isFederation, identity != nil else { return }
    context.clusters.noteArrival(member, of: clusterName)
  }

  func noteDeparture() {
    guard settings.config.isFederation else { return }
    context.clusters.noteDeparture(child, of: clusterName)
  }

  /// Whether nobody answers for the child's series any more.
  var isDark: Bool {
    guard settings.config.isFederation else { return missedInARow >= settings.darkAfter }
    return context.clusters.isDark(clusterName)
  }

  private func delivery(_ report: ScrapeReport) -> Delivery {
    Delivery(
      cluster: clusterName, child: member, tick: report.time,
      newest: report.lag.map { report.time - $0 } ?? report.time, through: report.through,
      interval: settings.target.scrapeInterval)
  }

  private var member: ClusterChild {
    ClusterChild(
      id: child, replica: identity?.replica ?? "", url: settings.target.url, isLabelled: identity != nil)
  }
}
