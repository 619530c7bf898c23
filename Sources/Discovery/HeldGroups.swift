import TimeSeries

/// What a discovery found last. When it suddenly finds nothing at all, that is believed only after a grace: a discovery that
/// restarts must not take a whole fleet with it.
struct HeldGroups {
  private(set) var groups: [TargetGroup] = []
  /// Since when there is nothing; in seconds.
  private var emptySince: Double?

  /// Whether the groups are only there because nothing is not believed yet.
  var isHeld: Bool { emptySince != nil && !groups.isEmpty }

  /// Takes what was found now. Returns ``isHeld``.
  ///
  /// - Parameter now: by a clock that never jumps, in seconds.
  mutating func take(_ found: [TargetGroup], grace: Milliseconds, now: Double) -> Bool {
    guard found.allSatisfy(\.targets.isEmpty) else {
      (groups, emptySince) = (found, nil)
      return false
    }
    let since = emptySince ?? now
    emptySince = since
    if (now - since) * 1000 >= Double(grace) { groups = [] }
    return isHeld
  }
}
