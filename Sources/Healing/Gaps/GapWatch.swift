import Fleet
import TimeSeries

/// What healing knows of one cluster: up to where it has seen deliveries, and what is missing before that.
///
/// Pure; time comes in with what is observed.
struct GapWatch: Sendable, Equatable {
  /// The newest delivery of any replica.
  struct Mark: Sendable, Equatable {
    /// The tick of the scrape, on iapetus's clock.
    var tick: Timestamp
    /// The newest sample, on the child's.
    var newest: Timestamp
  }

  /// How many good scrapes of a child have been seen in a row.
  struct Run: Sendable, Equatable {
    var tick: Timestamp
    var count = 0
  }

  static let gapsMax = 100

  var mark: Mark?
  /// Oldest first.
  var gaps: [Gap] = []
  /// By the child's address.
  private(set) var runs: [String: Run] = [:]

  /// Takes what the fleet says of the cluster now.
  ///
  /// - Parameter silenceMax: how long no replica may have delivered without anything being missed.
  /// - Returns: the gap that has just ended, if one has.
  mutating func observe(_ status: ClusterStatus, silenceMax: Milliseconds, at now: Timestamp) -> Gap? {
    countDeliveries(status)
    guard let newest = status.newest, let tick = status.replicas.compactMap(\.lastDelivery).max() else { return nil }
    guard let last = mark else {
      mark = Mark(tick: tick, newest: newest)
      return nil
    }
    guard tick > last.tick else { return nil }
    mark = Mark(tick: tick, newest: max(newest, last.newest))
    // A silence may have been short, and between two looks.
    let wasSilent = tick - last.tick > silenceMax || status.silentUntil.map { $0 > last.newest } ?? false
    guard wasSilent, newest > last.newest else { return nil }
    let gap = Gap(from: last.newest, until: newest, noticedAt: now)
    add(gap)
    return gap
  }

  /// How many good scrapes in a row the child has behind it that iapetus has seen since its start.
  func deliveriesInARow(_ url: String) -> Int { runs[url]?.count ?? 0 }

  /// Lets go of what nobody shall be asked for any more.
  mutating func expire(before edge: Timestamp) -> [Gap] {
    let expired = gaps.filter { $0.until <= edge }
    gaps.removeAll { $0.until <= edge }
    return expired
  }

  private mutating func countDeliveries(_ status: ClusterStatus) {
    for replica in status.replicas {
      guard let url = replica.url, let tick = replica.lastDelivery else { continue }
      var run = runs[url] ?? Run(tick: tick)
      if replica.missedInARow > 0 {
        run.count = 0
      } else if tick > run.tick {
        run.count += 1
      }
      run.tick = tick
      runs[url] = run
    }
  }

  /// One gap too many makes the two oldest one: what lies between is asked for again, and is there already.
  private mutating func add(_ gap: Gap) {
    gaps.append(gap)
    guard gaps.count > GapWatch.gapsMax else { return }
    gaps[0].until = gaps[1].until
    gaps.remove(at: 1)
  }
}
