import TimeSeries

/// Which of the clusters that feed a rule are in what it reads at one moment.
struct SlotCoverage: Sendable, Equatable {
  /// By name.
  var expected: [String] = []
  /// Of these: those that have not delivered the moment itself.
  var missing: [String] = []
  /// Of these: those that were gone at the moment and known to be.
  var dark: Set<String> = []
  /// The least share that was recorded beside what other rules gave it; 1 if it reads no rule's output.
  var inputRatio = 1.0
  /// How many have delivered everything that the rule looks at, also what lies back in its ranges.
  var contributingCount = 0

  /// Whether any cluster feeds the rule at all.
  var isFederated: Bool { !expected.isEmpty }

  /// What is stored beside the rule's output: clusters that contributed ÷ clusters expected, or less if less was recorded
  /// beside what it is made of.
  var ratio: Double { min(inputRatio, expected.isEmpty ? 1 : Double(contributingCount) / Double(expected.count)) }

  /// What alerts are judged by: clusters that are not dark ÷ clusters expected. One that is merely late does not count as
  /// missing here: its last values are within the lookback.
  var litRatio: Double { expected.isEmpty ? 1 : Double(expected.count - dark.count) / Double(expected.count) }

  /// The coverage at `time` by clusters, each with how far the rule looks back into it.
  init(_ feeds: [(standing: ClusterStanding, reach: Milliseconds)], at time: Timestamp) {
    for (standing, reach) in feeds {
      expected.append(standing.name)
      let isAbsent = standing.isAbsent(at: time)
      let isThere = standing.hasDelivered(time) && !isAbsent
      if !isThere { missing.append(standing.name) }
      if isAbsent { dark.insert(standing.name) }
      if isThere, !standing.isAbsent(within: reach, of: time) { contributingCount += 1 }
    }
  }

  init() {}
}
