import Fleet
import Rules

extension ClusterWatch {
  /// The expected clusters as the book knows them.
  init(_ book: ClusterBook) {
    self.init(
      standings: {
        book.statuses().filter(\.isExpected).map { status in
          ClusterStanding(
            name: status.name, deliveredThrough: status.deliveredThrough,
            absences: status.darkIntervals.map { ClusterStanding.Absence(from: $0.from, until: $0.until) })
        }
      }, advances: { book.advances() })
  }
}
