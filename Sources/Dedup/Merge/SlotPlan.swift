import TimeSeries

/// How the replicas of a series are to be merged: what the log knows of them, for one selection.
final class SlotPlan: Sendable {
  /// A demotion, and how far it reaches for these series.
  struct Stretch: Sendable {
    var demotion: Demotion
    var end: Timestamp
  }

  /// A replica of the cluster.
  struct Replica: Sendable {
    let name: String
    /// In which its samples rank behind; within the selection.
    var demotions: [Stretch]
    /// Through which nothing can come of it any more.
    var settled: Timestamp
    /// Through which its empty slots are given up; what still comes is late.
    var givenUp: Timestamp
    /// Its newest sample, of whatever series.
    var newest: Timestamp = .min

    /// The worst of those at the moment.
    func demotion(at time: Timestamp) -> Demotion? {
      var worst: Demotion?
      for stretch in demotions where stretch.demotion.from <= time && time <= stretch.end {
        if let known = worst, SlotRank.isWorse(known, than: stretch.demotion) { continue }
        worst = stretch.demotion
      }
      return worst
    }

    /// Whether its slots were given up at the moment.
    func isGivenUp(at time: Timestamp) -> Bool {
      demotions.contains {
        $0.demotion.reason == .late && $0.demotion.from <= time && time <= $0.demotion.through
      }
    }
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

  init(
    replicas: [Replica], memberCount: Int, nameOrder: [Int], primaries: [Primary], periods: [PeriodVersion],
    selectedFrom: Timestamp
  ) {
    self.replicas = replicas
    self.memberCount = memberCount
    self.nameOrder = nameOrder
    self.primaries = primaries
    self.periods = periods
    isConstant = primaries.count <= 1 && (periods.isEmpty || (periods.count == 1 && periods[0].from <= selectedFrom))
    periodMax = periods.map(\.period).max() ?? 0
  }

  var hasOnePrimary: Bool { primaries.count <= 1 }

  /// How far beyond the selection samples must be known: what is within a period and a half decides about a sample, and
  /// what is within as much again about that, for each replica more.
  var margin: Milliseconds { 2 * periodMax * Milliseconds(max(2, memberCount)) }

  @inline(__always)
  func period(at time: Timestamp) -> Milliseconds {
    if isConstant { return periodMax }
    return periods.last { $0.from <= time }?.period ?? 0
  }

  func primary(at time: Timestamp) -> Int {
    (primaries.last { $0.from <= time } ?? primaries.first)?.replica ?? 0
  }

  /// The place of a sample of a replica among those of its slot; smaller is better, and no two replicas have the same.
  func rank(_ replica: Int, at time: Timestamp) -> SlotRank {
    SlotRank(
      demotion: replicas[replica].demotion(at: time), isPrimary: primary(at: time) == replica,
      nameOrder: nameOrder[replica])
  }

  /// The rank of a sample that comes when nobody reckons with it any more.
  func stragglerRank(_ replica: Int, at time: Timestamp) -> SlotRank {
    SlotRank(
      demotion: Demotion(from: time, through: time, reason: .late), isPrimary: primary(at: time) == replica,
      nameOrder: nameOrder[replica])
  }

  /// The first moment of a range, and those in it at which the rank of a replica, or whether it is given up, may change.
  func rankChanges(of replica: Int, in range: ClosedRange<Timestamp>) -> [Timestamp] {
    let facts = replicas[replica]
    var changes = primaries.map(\.from) + [facts.givenUp.addingClamped(1)]
    for stretch in facts.demotions {
      let demotion = stretch.demotion
      changes += [demotion.from, demotion.through.addingClamped(1), stretch.end.addingClamped(1)]
    }
    return [range.lowerBound] + changes.filter(range.contains)
  }

  /// The members, best first, as long as none is demoted.
  var membersByRank: [Int] {
    guard isConstant, let primary = primaries.first?.replica, primary < memberCount else {
      return Array(0..<memberCount)
    }
    return [primary] + (0..<memberCount).filter { $0 != primary }
  }
}
