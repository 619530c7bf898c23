import TimeSeries

/// How far the replicas of each cluster differ in slots that several have: of the first few thousand series
/// and of every eighth of the others, each sample of a body is compared with the last one that another replica delivered,
/// if both are of one slot.
///
/// An array of the last samples; nothing is looked up by name, and nothing allocated but for new series.
struct ReplicaDivergence: Sendable {
  private struct Last: Sendable {
    var replica: Int32 = -1
    var timestamp: Timestamp = .min
    var value = 0.0
  }

  private struct Mean: Sendable {
    var sum = 0.0
    var weight = 0.0
  }

  private static let allThrough: Int32 = 4096
  private static let stride: Int32 = 8
  /// What the past still weighs after each body.
  private static let decay = 0.9

  /// By the place of the family; of those behind the first few thousand, divided by the stride.
  private var last: [Last] = []
  /// By the place of the cluster.
  private var means: [Mean] = []

  /// Takes a body, and gives the mean of |a − b| / max(|a|, |b|) over the last ten or so that could be compared; `nil` if
  /// this one could not.
  mutating func compare(
    _ series: [SeriesID], _ timestamps: [Timestamp], _ values: [Double], of replica: Int, cluster: Int,
    period: Milliseconds, _ families: borrowing SeriesFamilies
  ) -> Double? {
    var (sum, count) = (0.0, 0.0)
    for row in series.indices where values[row].isFinite {
      guard let place = families.place(of: series[row]), place < Self.allThrough || place % Self.stride == 0 else {
        continue
      }
      let index = Int(place < Self.allThrough ? place : Self.allThrough + place / Self.stride)
      if index >= last.count { last.append(contentsOf: repeatElement(Last(), count: index + 1 - last.count)) }
      let other = last[index]
      last[index] = Last(replica: Int32(truncatingIfNeeded: replica), timestamp: timestamps[row], value: values[row])
      guard other.replica >= 0, other.replica != replica, abs(timestamps[row] - other.timestamp) <= period / 2 else {
        continue
      }
      let greater = max(abs(values[row]), abs(other.value))
      if greater > 0 { sum += abs(values[row] / greater - other.value / greater) }
      count += 1
    }
    return count > 0 ? mean(adding: sum, count, cluster) : nil
  }

  private mutating func mean(adding sum: Double, _ count: Double, _ cluster: Int) -> Double {
    while means.count <= cluster { means.append(Mean()) }
    means[cluster].sum = means[cluster].sum * Self.decay + sum
    means[cluster].weight = means[cluster].weight * Self.decay + count
    return means[cluster].sum / means[cluster].weight
  }
}

extension ReplicaLogState {
  mutating func compare(_ series: [SeriesID], _ timestamps: [Timestamp], _ values: [Double], of name: ReplicaName)
    -> Double?
  {
    guard let place = places[name] else { return nil }
    let cluster = facts.replicas[place].cluster
    guard facts.clusters[cluster].replicas.count > 1 else { return nil }
    return divergence.compare(
      series, timestamps, values, of: place, cluster: cluster, period: facts.clusters[cluster].period, families)
  }
}
