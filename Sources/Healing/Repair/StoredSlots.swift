import Storage
import TimeSeries

/// Which slots of some series are filled around a gap, whichever replica filled them. Ends of series fill nothing.
struct StoredSlots {
  /// By labels without replica labels: timestamps, rising.
  private var timelines: [Labels: [Timestamp]] = [:]
  /// Every timestamp at which a replica has a sample, by the values of its replica labels.
  private(set) var timesOfReplica: [String: Set<Timestamp>] = [:]
  private let replicaLabels: [String]
  private let removal: LabelRemoval

  init(replicaLabels: [String]) {
    self.replicaLabels = replicaLabels
    removal = LabelRemoval(replicaLabels)
  }

  /// Reads what is stored of `series`, unless that is known.
  mutating func read(
    _ series: [FetchedSeries], _ range: ClosedRange<Timestamp>, from storage: any Queryable
  ) throws {
    var wanted: [Labels: [Timestamp]] = [:]
    for one in series where timelines[one.merged] == nil { wanted[one.merged] = [] }
    guard !wanted.isEmpty else { return }
    let matchers = try StoredSlots.matchers(wanted.keys)
    let selection = try storage.select(matchers, SelectRange(from: range.lowerBound, through: range.upperBound))
    let labels = selection.labels
    try selection.read(0..<labels.count) { position, samples in
      let merged = removal(labels[position])
      guard wanted[merged] != nil else { return }
      let replica = replicaLabels.map { labels[position][$0] }.filter { !$0.isEmpty }.joined(separator: "/")
      for row in 0..<samples.count where !samples.values[row].isStaleMarker {
        wanted[merged]?.append(samples.timestamps[row])
        timesOfReplica[replica, default: []].insert(samples.timestamps[row])
      }
    }
    for (merged, times) in wanted { timelines[merged] = times.sorted() }
  }

  /// One selection for all: by their names, and by the cluster if they share one.
  private static func matchers(_ series: some Collection<Labels>) throws -> [LabelMatcher] {
    let names = Set(series.map(\.metricName)).sorted().map(escaped).joined(separator: "|")
    let clusters = Set(series.map { $0[LabelName.cluster] })
    let cluster = clusters.count == 1 ? clusters.first.map { LabelMatcher(LabelName.cluster, equals: $0) } : nil
    return try [LabelMatcher(LabelName.metricName, .matches, names)] + (cluster.map { [$0] } ?? [])
  }

  /// As a regular expression that matches just the name.
  private static func escaped(_ name: String) -> String {
    name.reduce(into: "") { text, character in
      let isPlain = character.isLetter || character.isNumber || character == "_" || character == ":"
      text += isPlain ? String(character) : "\\" + String(character)
    }
  }

  /// The filled slots of a series, rising.
  subscript(series: FetchedSeries) -> [Timestamp] { timelines[series.merged] ?? [] }

  /// Notes slots that are filled now.
  mutating func fill(_ series: FetchedSeries, _ times: [Timestamp]) {
    guard !times.isEmpty else { return }
    timelines[series.merged, default: []].append(contentsOf: times)
    timelines[series.merged]?.sort()
  }

  /// Every timestamp that any series has.
  var allTimes: Set<Timestamp> { timelines.values.reduce(into: []) { $0.formUnion($1) } }
}
