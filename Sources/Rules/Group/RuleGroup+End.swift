import Logging
import Storage
import Threads
import TimeSeries

/// Ends: of a slot, and of the group.
extension RuleGroup {
  /// Marks stale what former rules wrote, and writes down that the slot is done.
  func finish(_ slot: RuleSlot, _ claimed: () -> Set<SeriesID>) async {
    let orphans = state.withLock { $0.orphans }
    var batch = staleMarkers(for: orphans, at: slot.timestamp, claimed)
    batch.records.append(RuleRecord.change(key, interval: slot.plan.interval, lastSlot: slot.slot))
    do {
      _ = try await append(batch)
      state.withLock { state in
        for identity in orphans.keys { state.orphans[identity] = nil }
      }
    } catch {
      surroundings.logger.warning(
        "Storing the state of a rule group failed", metadata: ["group": "\(key.text)", "err": "\(error)"])
    }
  }

  /// Ends the group: everything it wrote becomes stale, and what it knew is forgotten. False if storage did not take it.
  func retire(at now: Timestamp, claimed: @Sendable () -> Set<SeriesID>) async -> Bool {
    let (plan, orphans) = state.withLock { state in
      var all = state.orphans
      for rule in state.rules { all[rule.identity] = rule.memory.outputs }
      return (state.plan, all)
    }
    let timestamp = plan.schedule.slot(atOrBefore: now) - plan.queryOffset
    var batch = staleMarkers(for: orphans, at: timestamp, claimed)
    batch.records.append(RuleRecord.deletion(key))
    do {
      _ = try await append(batch)
      surroundings.metrics.forget(key)
      state.withLock { state in
        state.orphans = [:]
        for index in state.rules.indices { state.rules[index].memory = RuleMemory() }
      }
      return true
    } catch {
      surroundings.logger.warning(
        "Marking the series of a removed rule group stale failed",
        metadata: ["group": "\(key.text)", "err": "\(error)"])
      return false
    }
  }

  /// Markers for the series of `orphans` that no rule writes now, and the deletion of their records.
  private func staleMarkers(
    for orphans: [RuleIdentity: [SeriesID]], at timestamp: Timestamp, _ claimed: () -> Set<SeriesID>
  ) -> SampleBatch {
    var batch = SampleBatch()
    guard !orphans.isEmpty else { return batch }
    var marked = claimed()
    for (identity, outputs) in orphans {
      for series in outputs where marked.insert(series).inserted {
        batch.append(series, timestamp, StaleMarker.value)
      }
      batch.records.append(RuleRecord.deletion(key, identity))
    }
    return batch
  }
}
