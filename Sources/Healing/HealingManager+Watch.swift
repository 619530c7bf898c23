import Fleet
import Logging
import Scrape
import Telemetry
import Threads
import TimeSeries

extension HealingManager {
  /// Silences shorter than this many halves of a scrape interval have missed nothing.
  private static let silenceHalves: Milliseconds = 3
  /// How long a pass may be late that looks at the fleet once a second.
  private static let lateness: Milliseconds = 2000

  /// Looks for clusters that have just come back, and lets go of what is too old.
  func watch() {
    let now = now()
    let intervals = Dictionary(neighbours.sources().map { ($0.cluster, $0.scrapeInterval) }) { max($0, $1) }
    let statuses = clusters.statuses()
    book.keep(Set(statuses.map(\.name)))
    for status in statuses {
      guard let interval = intervals[status.name] else { continue }
      let silenceMax = max(HealingManager.silenceHalves * interval / 2, interval + HealingManager.lateness)
      guard let gap = book.observe(status, silenceMax: silenceMax, at: now) else { continue }
      logger.info(
        "Nothing was delivered for a while; asking for it when the cluster is well",
        metadata: [
          "cluster": "\(status.name)", "from": "\(UTCTime.text(of: gap.from))",
          "until": "\(UTCTime.text(of: gap.until))",
        ])
    }
    let edge = now - state.withLock { $0.settings.maxAge }
    for (cluster, gap) in book.expire(before: edge) { finish(cluster, gap, as: .expired) }
  }

  /// The clusters whose oldest gap is to be healed now.
  func takeTurns() -> [String] {
    let now = now()
    let next = book.nextGaps
    return state.withLock { state in
      guard state.settings.isEnabled else { return [] }
      var turns: [String] = []
      for (cluster, gap) in next {
        let running = state.attempts.values.count { $0.isRunning }
        guard running < state.settings.concurrency else { break }
        if state.attempts[cluster]?.status.gap.from != gap.from || state.attempts[cluster]?.status.finishedAt != nil {
          state.attempts[cluster] = HealingAttempt(cluster, gap, sliceLength: state.settings.sliceLength)
        }
        guard let attempt = state.attempts[cluster], !attempt.isRunning else { continue }
        guard now >= attempt.status.nextAttempt ?? .min, hasSource(cluster) else { continue }
        state.attempts[cluster]?.begin()
        turns.append(cluster)
      }
      return turns
    }
  }

  /// Whether a child of the cluster has been well for long enough.
  private func hasSource(_ cluster: String) -> Bool { !readySources(of: cluster).isEmpty }

  /// The children of the cluster that can be asked.
  func readySources(of cluster: String) -> [HealingSource] {
    neighbours.sources().filter { source in
      source.cluster == cluster && source.isUp
        && book.deliveriesInARow(source.url, of: cluster) >= HealingSettings.deliveriesMin
    }
  }

  /// Remembers how the healing of a gap ended.
  func finish(_ cluster: String, _ gap: Gap, as outcome: HealingStatus.GapStatus.State) {
    let now = now()
    let status = state.withLock { state in
      let attempt = state.attempts[cluster]?.status
      var status = attempt?.gap.from == gap.from ? attempt : nil
      status = status ?? HealingStatus.GapStatus(cluster: cluster, gap: gap)
      status?.state = outcome
      status?.finishedAt = now
      status?.nextAttempt = nil
      state.attempts[cluster] = nil
      if let status { state.finished.insert(status, at: 0) }
      if state.finished.count > HealingManager.finishedMax { state.finished.removeLast() }
      return status
    }
    metrics.gaps[outcome.rawValue].add()
    logger.info(
      outcome == .healed ? "Healed a gap" : "A gap is too old to be healed by now; it stays",
      metadata: [
        "cluster": "\(cluster)", "from": "\(UTCTime.text(of: gap.from))", "until": "\(UTCTime.text(of: gap.until))",
        "samples": "\(status?.sampleCount ?? 0)", "refused_series": "\(status?.refusedSeriesCount ?? 0)",
      ])
  }

  /// Whether rules are to be told of healed samples: no cluster is being healed any more that they may read as well.
  func takeTelling() -> Bool {
    guard book.unevaluated != nil else { return false }
    return state.withLock { state in
      guard !state.isTellingRules, !state.attempts.values.contains(where: \.isRunning) else { return false }
      state.isTellingRules = true
      return true
    }
  }

  /// Has the rules evaluated that read healed samples. Should it be broken off, it is done again after the next start.
  func tellRules() async {
    defer { state.withLock { $0.isTellingRules = false } }
    guard let range = book.unevaluated else { return }
    await neighbours.evaluateAgain(HealedSamples(clusters: Set(clusters.statuses().map(\.name)), range: range))
    if !Task.isCancelled { await save(book.noteEvaluated(range)) }
  }
}
