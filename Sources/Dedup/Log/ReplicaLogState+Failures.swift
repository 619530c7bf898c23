import TimeSeries

/// When a replica is not waited for any longer.
extension ReplicaLogState {
  mutating func noteFailure(
    of name: ReplicaName, at tick: Timestamp, missedInARow: Int, interval: Milliseconds
  ) -> ReplicaNote? {
    guard let place = places[name], facts.replicas[place].promised > .min else { return nil }
    facts.replicas[place].interval = interval
    var note = begin(place)
    // One that has failed before is not waited for until its next answer is there.
    let ahead = missedInARow >= 2 ? 2 * interval : 0
    let through = max(tick.addingClamped(ahead), facts.newest(of: facts.replicas[place].cluster, but: place))
    giveUp(place, through: through, &note)
    note.records.append(row(place).record)
    return note
  }

  /// Gives up the replica's slots behind what it has delivered.
  private mutating func giveUp(_ place: Int, through: Timestamp, _ note: inout ReplicaNote) {
    let replica = facts.replicas[place]
    var stretch = Demotion(from: replica.promised + 1, through: through, reason: .late)
    if let open = replica.openStretch { stretch.through = max(through, open.through) }
    guard stretch.through >= stretch.from, stretch != replica.givenUp else { return }
    demote(place, stretch, &note.records)
    note.givenUp.append((place, stretch))
  }

  /// A replica of which nothing was heard for long, neither samples nor failures, is no longer part of the fleet.
  mutating func giveUpSilent(_ cluster: Int, but place: Int, _ note: inout ReplicaNote) {
    let newest = facts.newest(of: cluster)
    for other in facts.clusters[cluster].replicas where other != place && facts.replicas[other].promised > .min {
      let replica = facts.replicas[other]
      let patience = max(ReplicaLog.silenceMax, 3 * replica.interval, 2 * facts.clusters[cluster].period)
      if replica.lastSign == .min { facts.replicas[other].lastSign = newest }
      let silence = newest - facts.replicas[other].lastSign
      let wanted = newest.addingClamped(2 * replica.interval)
      guard silence > patience, replica.openStretch?.through ?? .min < wanted else { continue }
      // Ahead by a part of its silence, so that this is not written with every body.
      giveUp(other, through: wanted.addingClamped(min(silence / 4, 3_600_000)), &note)
    }
  }
}
