import TimeSeries

/// How the replicas of a series are to be merged: what the log knows of them, for one selection.
final class SlotPlan: Sendable {
  /// A demotion, and how far it reaches for these series.
  struct Stretch: Sendable {
    var demotion: Demotion
    var end: Timestamp
    /// Whether it is stored, so that what is still to come will rank by it.
    var isStored = true

    func overlaps(_ ranges: [ClosedRange<Timestamp>]) -> Bool {
      ranges.contains { demotion.from <= $0.upperBound && $0.lowerBound <= end }
    }
  }

  /// A replica of the cluster.
  struct Replica: Sendable {
    let name: String
    /// In which its samples rank behind; within the selection.
    var demotions: [Stretch]
    /// In which its empty slots were given up.
    var givenUp: [ClosedRange<Timestamp>] = []
    /// What still comes of it through this moment, beside newer samples of the series, comes after the fact.
    var closedThrough: Timestamp

    /// The worst of those at the moment.
    ///
    /// - Parameter isToCome: whether it is asked for samples that are still to come.
    func demotion(at time: Timestamp, isToCome: Bool = false) -> Demotion? {
      var worst: Demotion?
      for stretch in demotions
      where stretch.demotion.from <= time && time <= stretch.end && (stretch.isStored || !isToCome) {
        if let known = worst, SlotRank.isWorse(known, than: stretch.demotion) { continue }
        worst = stretch.demotion
      }
      return worst
    }

    /// Whether its slots were given up at the moment.
    func isGivenUp(at time: Timestamp) -> Bool { givenUp.contains { $0.contains(time) } }
  }

  /// From when on which replica is the primary; the first holds from the beginning.
  struct Primary: Sendable {
    var from: Timestamp
    var replica: Int
  }

  /// The replicas that have the series, in the order of their names, then those that have not.
  let replicas: [Replica]
  let memberCount: Int
  /// For each replica its place among all by name.
  let nameOrder: [Int]
  let primaries: [Primary]
  /// By `from`; before the first the period is not known.
  let periods: [PeriodVersion]
  /// Whether nothing but the demotions depends on time.
  let isConstant: Bool
  /// The longest of the periods.
  let periodMax: Milliseconds
  /// How far beyond the selection samples must be known: what is within a period decides about a sample, and what is
  /// within as much again about that, as long as ranks get better.
  let margin: Milliseconds
  /// Before what came after the fact with a greater generation, something may still come.
  let settledGeneration: Int64

  /// - Parameter edges: where samples are selected only because of the ``margin``.
  init(
    replicas: [Replica], memberCount: Int, nameOrder: [Int], primaries: [Primary], periods: [PeriodVersion],
    selectedFrom: Timestamp, edges: [ClosedRange<Timestamp>] = [], settledGeneration: Int64 = .max
  ) {
    self.replicas = replicas
    self.memberCount = memberCount
    self.nameOrder = nameOrder
    self.primaries = primaries
    self.periods = periods
    isConstant = primaries.count <= 1 && (periods.isEmpty || (periods.count == 1 && periods[0].from <= selectedFrom))
    periodMax = periods.map(\.period).max() ?? 0
    self.settledGeneration = settledGeneration
    let stretches = replicas.prefix(memberCount).lazy.map { $0.demotions.count { $0.overlaps(edges) } }.reduce(0, +)
    margin = 2 * periodMax * Milliseconds(max(2, memberCount) + stretches)
  }

  var hasOnePrimary: Bool { primaries.count <= 1 }

  @inline(__always)
  func period(at time: Timestamp) -> Milliseconds {
    if isConstant { return periodMax }
    return periods.last { $0.from <= time }?.period ?? 0
  }

  func primary(at time: Timestamp) -> Int {
    (primaries.last { $0.from <= time } ?? primaries.first)?.replica ?? 0
  }

  /// The place of a sample of a replica among those of its slot; smaller is better, and no two replicas have the same.
  func rank(_ replica: Int, at time: Timestamp, isToCome: Bool = false) -> SlotRank {
    SlotRank(
      demotion: replicas[replica].demotion(at: time, isToCome: isToCome), isPrimary: primary(at: time) == replica,
      nameOrder: nameOrder[replica])
  }

  /// Whether what is still to come of a replica ranks behind everywhere in a range.
  func ranksBehind(_ rank: SlotRank, _ replica: Int, in range: ClosedRange<Timestamp>) -> Bool {
    // It gets better only where a stretch ends or another is the primary.
    if self.rank(replica, at: range.lowerBound, isToCome: true) <= rank { return false }
    for stretch in replicas[replica].demotions where stretch.end < range.upperBound && stretch.end >= range.lowerBound {
      if self.rank(replica, at: stretch.end + 1, isToCome: true) <= rank { return false }
    }
    for primary in primaries where range.contains(primary.from) {
      if self.rank(replica, at: primary.from, isToCome: true) <= rank { return false }
    }
    return true
  }

  /// The members, best first, as long as none is demoted.
  var membersByRank: [Int] {
    guard isConstant, let primary = primaries.first?.replica, primary < memberCount else {
      return Array(0..<memberCount)
    }
    return [primary] + (0..<memberCount).filter { $0 != primary }
  }
}
