import Fleet
import Storage
import TimeSeries

/// What the fleet is told of each scrape. Only children of federation jobs speak for a cluster; another child speaks for
/// itself alone.
extension ScrapeCycle {
  /// What must become durable together with the samples of a scrape that delivers.
  func fleetRecords(_ report: ScrapeReport) -> [RecordChange] {
    settings.config.isFederation ? [ClusterBook.record(of: delivery(report))] : []
  }

  func noteDelivery(_ report: ScrapeReport) {
    guard settings.config.isFederation else { return }
    context.clusters.noteDelivery(delivery(report))
  }

  func noteMiss(_ error: ScrapeError) {
    guard settings.config.isFederation else { return }
    context.clusters.noteMiss(
      member, of: clusterName, isNamed: identity != nil, inARow: missedInARow, error: error.description, at: tick)
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
      newest: report.lag.map { report.time - $0 } ?? report.time, through: report.through)
  }

  private var member: ClusterChild {
    ClusterChild(
      id: child, replica: identity?.replica ?? "", url: settings.target.url, isLabelled: identity != nil)
  }
}
