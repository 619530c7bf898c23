import Storage
import TimeSeries

/// The durable form of what is known of clusters; see `ClusterRecordFormat.md`.
enum ClusterRecord: Equatable {
  case cluster(String, Facts)
  case replica(cluster: String, name: String, RememberedReplica)
  /// When iapetus itself was down.
  case downtime([DarkInterval])

  /// What is durable of a cluster beside its replicas.
  struct Facts: Equatable {
    var isLabelled: Bool
    var knownSince: Timestamp
    /// Closed ones, and the one that lasts.
    var intervals: [DarkInterval]
  }

  private enum Kind: UInt8 {
    case cluster = 1
    case replica = 2
    case downtime = 3
  }

  private static let version: UInt8 = 1

  var change: RecordChange { RecordChange(space: .clusters, key: key, value: value) }
  var deletion: RecordChange { RecordChange(space: .clusters, key: key, value: nil) }

  private var key: [UInt8] {
    switch self {
    case .cluster(let name, _): return [Kind.cluster.rawValue] + name.utf8
    case .replica(let cluster, let name, _):
      var key = [Kind.replica.rawValue]
      RecordBytes.append(cluster, to: &key)
      return key + name.utf8
    case .downtime: return [Kind.downtime.rawValue]
    }
  }

  private var value: [UInt8] {
    var bytes = [ClusterRecord.version]
    switch self {
    case .cluster(_, let facts):
      bytes.append(facts.isLabelled ? 1 : 0)
      RecordBytes.append(facts.knownSince, to: &bytes)
      ClusterRecord.append(facts.intervals, to: &bytes)
    case .replica(_, _, let replica):
      RecordBytes.append(replica.tick, to: &bytes)
      RecordBytes.append(replica.newest, to: &bytes)
      RecordBytes.append(replica.through, to: &bytes)
    case .downtime(let intervals): ClusterRecord.append(intervals, to: &bytes)
    }
    return bytes
  }

  private static func append(_ intervals: [DarkInterval], to bytes: inout [UInt8]) {
    RecordBytes.append(Int64(intervals.count), to: &bytes)
    for interval in intervals {
      bytes.append(interval.cause.rawValue << 1 | (interval.until == nil ? 1 : 0))
      RecordBytes.append(interval.from, to: &bytes)
      if let until = interval.until { RecordBytes.append(until - interval.from, to: &bytes) }
    }
  }
}

extension ClusterRecord {
  /// Reads a stored record; `nil` if it is damaged or of a newer version.
  init?(_ record: RecordChange) {
    var value = RecordBytes.Reader(record.value ?? [])
    guard let first = record.key.first, let kind = Kind(rawValue: first), value.byte() == ClusterRecord.version,
      let parsed = ClusterRecord(kind, Array(record.key.dropFirst()), &value), value.isAtEnd
    else { return nil }
    self = parsed
  }

  private init?(_ kind: Kind, _ key: [UInt8], _ value: inout RecordBytes.Reader) {
    switch kind {
    case .cluster:
      guard let flag = value.byte(), let knownSince = value.time(), let intervals = ClusterRecord.intervals(&value)
      else { return nil }
      let facts = Facts(isLabelled: flag == 1, knownSince: knownSince, intervals: intervals)
      self = .cluster(String(decoding: key, as: UTF8.self), facts)
    case .replica:
      var names = RecordBytes.Reader(key)
      guard let cluster = names.text(), let tick = value.time(), let newest = value.time(),
        let through = value.time()
      else { return nil }
      let name = String(decoding: names.remaining, as: UTF8.self)
      self = .replica(
        cluster: cluster, name: name, RememberedReplica(tick: tick, newest: newest, through: through))
    case .downtime:
      guard let intervals = ClusterRecord.intervals(&value) else { return nil }
      self = .downtime(intervals)
    }
  }

  private static func intervals(_ value: inout RecordBytes.Reader) -> [DarkInterval]? {
    guard let count = value.number(), (0...Int64(DarkLog.countMax + 1)).contains(count) else { return nil }
    var intervals: [DarkInterval] = []
    for _ in 0..<count {
      guard let tag = value.byte(), let cause = DarkInterval.Cause(rawValue: tag >> 1), let from = value.time()
      else { return nil }
      let isOpen = tag & 1 == 1
      guard let length = isOpen ? 0 : value.time() else { return nil }
      if length < 0 { return nil }
      intervals.append(DarkInterval(from: from, until: isOpen ? nil : from + length, cause: cause))
    }
    return intervals
  }
}
