import Glibc
import TimeSeries

/// When a child is scraped within its interval, before anything is known of its rules: spread over all children, the
/// same for both replicas of a pair, and another for another parent.
struct ScrapePhase: Hashable, Sendable {
  /// What makes this parent's phases differ from those of its twin.
  static func seed(externalLabels: Labels) -> UInt64 {
    var name = [CChar](repeating: 0, count: 256)
    gethostname(&name, name.count - 1)
    let host = String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    return hash(host) ^ externalLabels.stableHash
  }

  /// Tells those that share a phase from all others.
  let key: UInt64
  let interval: Milliseconds

  /// Of the replicas of a cluster, whatever their addresses.
  init(job: String, cluster: String, seed: UInt64, interval: Milliseconds) {
    self.init(key: ScrapePhase.hash("\(job)\u{0}\(cluster)") ^ seed, interval: interval)
  }

  /// Of a target alone.
  init(_ target: Target, seed: UInt64) {
    self.init(key: ScrapePhase.hash(target.url) ^ target.labels.stableHash ^ seed, interval: target.scrapeInterval)
  }

  init(key: UInt64, interval: Milliseconds) {
    self.key = key
    self.interval = interval
  }

  /// How far behind a multiple of the interval its ticks lie.
  var offset: Milliseconds { Milliseconds(key % UInt64(interval)) }

  /// FNV-1a.
  private static func hash(_ text: String) -> UInt64 {
    text.utf8.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01b3 }
  }
}
