import Glibc
import TimeSeries

/// When a child is scraped within its interval: spread over all children, the same for both replicas of a pair, and
/// another for another parent.
enum ScrapePhase {
  /// What makes this parent's phases differ from those of its twin.
  static func seed(externalLabels: Labels) -> UInt64 {
    var name = [CChar](repeating: 0, count: 256)
    gethostname(&name, name.count - 1)
    let host = String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    return hash(host) ^ externalLabels.stableHash
  }

  /// Of the replicas of a cluster, whatever their addresses.
  static func key(job: String, cluster: String) -> UInt64 { hash("\(job)\u{0}\(cluster)") }

  /// Of a target alone.
  static func key(_ target: Target) -> UInt64 { hash(target.url) ^ target.labels.stableHash }

  /// The first tick after `now`.
  static func tick(after now: Timestamp, key: UInt64, seed: UInt64, interval: Milliseconds) -> Timestamp {
    let offset = Timestamp((key ^ seed) % UInt64(interval))
    let passed = (now - offset) % interval
    return now - (passed < 0 ? passed + interval : passed) + interval
  }

  /// FNV-1a.
  private static func hash(_ text: String) -> UInt64 {
    text.utf8.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01b3 }
  }
}
