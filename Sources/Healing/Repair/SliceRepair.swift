import RemoteProtocol
import Scrape
import Storage
import TimeSeries

/// Works out what of children's answers to store for a slice of a gap: only slots that no replica has filled.
struct SliceRepair {
  /// Neighbouring slots that are further apart than this many halves of a period have one missing between them.
  private static let holeHalves: Milliseconds = 3

  /// What is to be stored.
  private(set) var batch = SampleBatch()
  /// Of the batch, but for ends of series.
  private(set) var sampleCount = 0
  private(set) var metricNames: Set<String> = []
  private(set) var refusedSeriesCount = 0
  private(set) var unsupportedCount = 0
  private(set) var admissions: [(HealingSource, HealingSource.Admission)] = []
  /// By replica: stretches of timestamps at which it has healed samples only.
  private(set) var healed: [(replica: String, range: ClosedRange<Timestamp>)] = []
  private var slots: StoredSlots
  private var period: Milliseconds?

  private let gap: Gap
  private let slice: ClosedRange<Timestamp>
  private let storage: any Queryable
  private let scrapeInterval: Milliseconds

  init(
    _ gap: Gap, _ slice: ClosedRange<Timestamp>, storage: any Queryable, replicaLabels: [String],
    scrapeInterval: Milliseconds
  ) {
    self.gap = gap
    self.slice = slice
    self.storage = storage
    self.scrapeInterval = scrapeInterval
    slots = StoredSlots(replicaLabels: replicaLabels)
  }

  /// Takes what fills empty slots.
  ///
  /// - Returns: whether nothing is missing any more that another child could have.
  mutating func take(_ fetched: FetchedSlice) throws(HealingError) -> Bool {
    refusedSeriesCount += fetched.foreignCount
    unsupportedCount += fetched.result.unsupportedCount
    try readStored(fetched.series)
    let picks = fetched.series.map { (series: $0, rows: freeRows($0, fetched.result)) }.filter { !$0.rows.isEmpty }
    try store(picks, fetched)
    return !fetched.series.isEmpty && !fetched.series.contains { hasHole($0, fetched.result) }
  }

  /// The stretches of the slice for which something is stored by now: not where the child itself has nothing.
  var covered: [Range<Timestamp>] {
    guard let period else { return [] }
    return Timeline.runs(slots.allTimes.sorted(), closerThan: period * 5 / 2)
  }

  /// The first and the last timestamp of what is to be stored.
  var extent: ClosedRange<Timestamp>? {
    guard let first = batch.timestamps.min(), let last = batch.timestamps.max() else { return nil }
    return first...last
  }

  private mutating func readStored(_ series: [FetchedSeries]) throws(HealingError) {
    // A little more on both sides, to see the neighbours of the first and the last slot.
    let margin = 2 * max(scrapeInterval, 60_000)
    do {
      try slots.read(series, (slice.lowerBound - margin)...(slice.upperBound + margin), from: storage)
    } catch {
      throw HealingError(.storage, "reading what is stored of the cluster around \(slice): \(error)")
    }
  }

  /// The rows of the answer whose slots are empty, and belong to the gap: behind what had been delivered of the series.
  private mutating func freeRows(_ series: FetchedSeries, _ result: ReadResult) -> [Int] {
    let times = result.timestamps[series.samples]
    let known = slots[series]
    let ownPeriod = Timeline.period(times) ?? scrapeInterval
    period = min(period ?? ownPeriod, ownPeriod)
    let begin = Timeline.newest(atOrBefore: gap.from, in: known) ?? .min
    return series.samples.filter { row in
      let time = result.timestamps[row]
      return time > begin && time <= gap.until && Timeline.isFree(time, in: known, period: ownPeriod)
    }
  }

  private mutating func store(
    _ picks: [(series: FetchedSeries, rows: [Int])], _ fetched: FetchedSlice
  ) throws(HealingError) {
    guard !picks.isEmpty else { return }
    let admission = try admit(picks.map(\.series.labels), fetched.source)
    admissions.append((fetched.source, admission))
    batch.records += admission.records
    var healedTimes: Set<Timestamp> = []
    for (pick, id) in zip(picks, admission.ids) {
      guard let id else {
        refusedSeriesCount += 1
        continue
      }
      metricNames.insert(pick.series.labels.metricName)
      let times = append(pick.rows, of: fetched, to: id)
      sampleCount += times.count
      healedTimes.formUnion(times)
      slots.fill(pick.series, times)
    }
    noteHealed(healedTimes, by: fetched.source.replica)
  }

  private func admit(
    _ series: [Labels], _ source: HealingSource
  ) throws(HealingError) -> HealingSource.Admission {
    do throws(ScrapeError) {
      return try source.admit(series)
    } catch {
      throw HealingError(error, "admitting series that \(source.url) has stored")
    }
  }

  /// The timestamps of the rows that are samples, not ends.
  private mutating func append(_ rows: [Int], of fetched: FetchedSlice, to id: SeriesID) -> [Timestamp] {
    let result = fetched.result
    var times: [Timestamp] = []
    for row in rows {
      if let histogram = result.histogram(at: row) {
        guard let stored = fetched.source.stored(histogram) else {
          unsupportedCount += 1
          continue
        }
        batch.append(id, result.timestamps[row], stored)
      } else {
        batch.append(id, result.timestamps[row], result.values[row])
      }
      if !result.values[row].isStaleMarker { times.append(result.timestamps[row]) }
    }
    return times
  }

  /// Stretches of healed timestamps between which the replica has none that it delivered itself.
  private mutating func noteHealed(_ times: Set<Timestamp>, by replica: String) {
    let delivered = slots.timesOfReplica[replica] ?? []
    var stretch: ClosedRange<Timestamp>?
    for time in times.union(delivered).sorted() {
      if delivered.contains(time) {
        if let stretch { healed.append((replica, stretch)) }
        stretch = nil
      } else {
        stretch = (stretch?.lowerBound ?? time)...time
      }
    }
    if let stretch { healed.append((replica, stretch)) }
  }

  /// Whether the series lacks a slot within the slice, as far as its other slots can tell.
  private func hasHole(_ series: FetchedSeries, _ result: ReadResult) -> Bool {
    let times = result.timestamps[series.samples]
    guard let period = Timeline.period(times) else { return times.isEmpty }
    let reach = SliceRepair.holeHalves * period / 2
    let filled = slots[series].filter { $0 > slice.lowerBound - reach && $0 < slice.upperBound + reach }
    guard let first = filled.first, let last = filled.last else { return true }
    return first - max(slice.lowerBound, gap.from) > reach || min(slice.upperBound, gap.until) - last > reach
      || zip(filled, filled.dropFirst()).contains { $1 - $0 > reach }
  }
}
