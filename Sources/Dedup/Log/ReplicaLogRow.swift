import Storage
import TimeSeries

/// One fact of the log as it is stored. `ReplicaLogFormat.md` draws it; this file alone reads and writes it.
enum ReplicaLogRow: Equatable {
  /// Where a replica stands.
  case replica(ReplicaName, newest: Timestamp, interval: Milliseconds)
  case epoch(cluster: String, from: Timestamp, primary: String)
  case demotion(ReplicaName, Demotion)
  /// The series that have a period from a moment on; ids in order.
  case periods(ReplicaName, PeriodVersion, [SeriesID])
  /// The series that a replica does not bring any more; ids in order.
  case gone(ReplicaName, from: Timestamp, [SeriesID])
  /// Stretches of single series, by id; the generation is that of late samples, and 0 for series that stand still.
  case series(ReplicaName, generation: Int64, [SeriesSpan])

  private static let version: UInt8 = 2
  /// Had no generations, and through when a replica was given up in its own row.
  private static let firstVersion: UInt8 = 1

  private var kind: UInt8 {
    switch self {
    case .replica: 1
    case .epoch: 2
    case .demotion: 3
    case .periods: 4
    case .series: 5
    case .gone: 6
    }
  }

  /// The record that stores the fact.
  var record: RecordChange { RecordChange(space: .replicaLog, key: key, value: value) }

  /// The record that takes it away.
  var deletion: RecordChange { RecordChange(space: .replicaLog, key: key, value: nil) }

  private var key: [UInt8] {
    var writer = RowBytes.Writer()
    writer.write(kind)
    switch self {
    case .replica(let name, _, _):
      ReplicaLogRow.write(name, to: &writer)
    case .epoch(let cluster, let from, _):
      writer.write(cluster)
      writer.write(sortable: from)
    case .demotion(let name, let demotion):
      ReplicaLogRow.write(name, to: &writer)
      writer.write(sortable: demotion.from)
      writer.write(demotion.reason.rawValue)
    case .periods(let name, let version, let ids):
      ReplicaLogRow.write(name, to: &writer)
      writer.write(sortable: version.from)
      writer.write(varint: ids.first?.rawValue ?? 0)
      writer.write(varint: UInt64(version.period))
    case .gone(let name, let from, let ids):
      ReplicaLogRow.write(name, to: &writer)
      writer.write(sortable: from)
      writer.write(varint: ids.first?.rawValue ?? 0)
    case .series(let name, _, let spans):
      ReplicaLogRow.write(name, to: &writer)
      writer.write(sortable: spans.map(\.from).min() ?? 0)
      writer.write(sortable: spans.map(\.through).max() ?? 0)
      writer.write(varint: spans.first?.series.rawValue ?? 0)
    }
    return writer.bytes
  }

  private var value: [UInt8] {
    var writer = RowBytes.Writer()
    writer.write(ReplicaLogRow.version)
    switch self {
    case .replica(_, let newest, let interval):
      for number in [newest, interval] { writer.write(sortable: number) }
    case .epoch(_, _, let primary):
      writer.write(primary)
    case .demotion(_, let demotion):
      writer.write(sortable: demotion.through)
      writer.write(zigzag: demotion.generation)
    case .periods(_, _, let ids), .gone(_, _, let ids):
      ReplicaLogRow.write(ids, to: &writer)
    case .series(_, let generation, let spans):
      writer.write(zigzag: generation)
      var before: UInt64 = 0
      for span in spans {
        writer.write(varint: span.series.rawValue &- before)
        writer.write(sortable: span.from)
        writer.write(varint: UInt64(bitPattern: span.through &- span.from))
        before = span.series.rawValue
      }
    }
    return writer.bytes
  }

  private static func write(_ name: ReplicaName, to writer: inout RowBytes.Writer) {
    writer.write(name.cluster)
    writer.write(name.replica)
  }

  /// Runs of neighbouring ids: how far from the last run, and how many.
  private static func write(_ ids: [SeriesID], to writer: inout RowBytes.Writer) {
    var end: UInt64 = 0
    var index = 0
    while index < ids.count {
      var next = index + 1
      while next < ids.count, ids[next].rawValue == ids[next - 1].rawValue + 1 { next += 1 }
      writer.write(varint: ids[index].rawValue - end)
      writer.write(varint: UInt64(next - index))
      end = ids[next - 1].rawValue
      index = next
    }
  }
}

extension ReplicaLogRow {
  /// The fact in a record; `nil` if the bytes are none.
  init?(_ record: RecordChange) {
    var key = RowBytes.Reader(record.key)
    guard let bytes = record.value, let kind = key.byte() else { return nil }
    var value = RowBytes.Reader(bytes)
    guard let version = value.byte(), (ReplicaLogRow.firstVersion...ReplicaLogRow.version).contains(version) else {
      return nil
    }
    let hasGenerations = version > ReplicaLogRow.firstVersion
    if kind == 2 {
      guard let cluster = key.text(), let from = key.sortable(), let primary = value.text() else { return nil }
      self = .epoch(cluster: cluster, from: from, primary: primary)
      return
    }
    guard let cluster = key.text(), let replica = key.text() else { return nil }
    self.init(kind, ReplicaName(cluster: cluster, replica: replica), &key, &value, hasGenerations)
  }

  private init?(
    _ kind: UInt8, _ name: ReplicaName, _ key: inout RowBytes.Reader, _ value: inout RowBytes.Reader,
    _ hasGenerations: Bool
  ) {
    switch kind {
    case 1:
      guard let newest = value.sortable(), hasGenerations || value.sortable() != nil, let interval = value.sortable()
      else { return nil }
      self = .replica(name, newest: newest, interval: interval)
    case 3:
      guard let from = key.sortable(), let reason = key.byte().flatMap(Demotion.Reason.init),
        let through = value.sortable(), let generation = hasGenerations ? value.zigzag() : 0
      else { return nil }
      self = .demotion(name, Demotion(from: from, through: through, reason: reason, generation: generation))
    case 4:
      guard let from = key.sortable(), key.varint() != nil, let period = key.varint(),
        let ids = ReplicaLogRow.ids(&value)
      else { return nil }
      self = .periods(name, PeriodVersion(from: from, period: Milliseconds(clamping: period)), ids)
    case 5:
      guard let generation = hasGenerations ? value.zigzag() : 0, let spans = ReplicaLogRow.spans(&value) else {
        return nil
      }
      self = .series(name, generation: generation, spans)
    case 6:
      guard let from = key.sortable(), let ids = ReplicaLogRow.ids(&value) else { return nil }
      self = .gone(name, from: from, ids)
    default: return nil
    }
  }

  private static func ids(_ reader: inout RowBytes.Reader) -> [SeriesID]? {
    var ids: [SeriesID] = []
    var end: UInt64 = 0
    while !reader.isAtEnd {
      guard let distance = reader.varint(), let count = reader.varint(), count > 0, count < 1 << 28 else { return nil }
      let first = end &+ distance
      guard first < 1 << 62 else { return nil }
      ids += (first..<first + count).map { SeriesID($0) }
      end = first + count - 1
    }
    return ids
  }

  private static func spans(_ reader: inout RowBytes.Reader) -> [SeriesSpan]? {
    var spans: [SeriesSpan] = []
    var before: UInt64 = 0
    while !reader.isAtEnd {
      guard let distance = reader.varint(), let from = reader.sortable(), let length = reader.varint() else {
        return nil
      }
      before &+= distance
      spans.append(SeriesSpan(SeriesID(before), from: from, through: from &+ Int64(bitPattern: length)))
    }
    return spans
  }
}
