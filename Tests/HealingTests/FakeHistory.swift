import TestSupport
import TimeSeries

/// What a child has stored: series whose values are known for each slot.
struct FakeHistory: Sendable {
  static let period: Milliseconds = 15_000

  var cluster = "eu"
  var replica: String
  var names = ["job:a:sum", "job:b:rate5m"]
  /// The first and the last slot.
  var slots: ClosedRange<Timestamp>
  /// Slots that the child itself has missed.
  var missing: Set<Timestamp> = []

  var external: Labels { ["cluster": cluster, "replica": replica] }

  func labels(_ name: String) -> Labels {
    ["__name__": name, "job": "x", "cluster": cluster, "replica": replica]
  }

  /// Differs from slot to slot, from series to series, and a little between replicas.
  func value(_ name: String, _ slot: Timestamp) -> Double {
    Double(slot % 1_000_003) / 7 + Double(name.utf8.count) + (replica == "a" ? 0 : 0.25)
  }

  func samples(_ name: String) -> ReadAnswer.Samples {
    stride(from: slots.lowerBound, through: slots.upperBound, by: Int(FakeHistory.period))
      .filter { !missing.contains($0) }.map { ($0, value(name, $0)) }
  }

  var series: [(Labels, ReadAnswer.Samples)] { names.map { (labels($0), samples($0)) } }

  /// As the query API shows them.
  var ownSeries: [(Labels, ReadAnswer.Samples)] {
    names.map { (labels($0).removing(["cluster", "replica"]), samples($0)) }
  }

  var federated: String {
    names.map { name in
      "\(name){job=\"x\",cluster=\"\(cluster)\",instance=\"\",replica=\"\(replica)\"} "
        + "\(value(name, slots.upperBound)) \(slots.upperBound)\n"
    }.joined()
  }
}
