import Dedup
import Fleet
import Rules
import TimeSeries

extension ClusterWatch {
  /// The expected clusters as the book knows them. What the view over replicas still holds back counts as not delivered:
  /// what rules read must not depend on which replica was faster.
  init(_ book: ClusterBook, _ log: ReplicaLog) {
    self.init(
      standings: {
        book.statuses().filter(\.isExpected).map { status in
          ClusterStanding(
            name: status.name, deliveredThrough: ClusterWatch.servedThrough(status, log),
            absences: status.darkIntervals.map { ClusterStanding.Absence(from: $0.from, until: $0.until) })
        }
      }, advances: { book.advances() })
  }

  private static func servedThrough(_ status: ClusterStatus, _ log: ReplicaLog) -> Timestamp? {
    guard status.replicas.count > 1 else { return status.deliveredThrough }
    let pairs = status.replicas.compactMap { replica in replica.deliveredThrough.map { (replica.name, $0) } }
    let delivered = Dictionary(pairs) { max($0, $1) }
    return log.servedThrough(of: status.name, delivered: delivered) ?? status.deliveredThrough
  }
}
