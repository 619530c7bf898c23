import Threads

/// One discoverer at work, and what it found last. Ends with the value.
final class DiscoveryRun: Sendable {
  private struct State {
    var groups: [TargetGroup]
    var task: Task<Void, Never>?
  }

  let source: DiscoverySource
  private let state: Locked<State>

  /// Knows the targets that can be known at once, and follows them from then on.
  ///
  /// - Parameter onUpdate: called when the discoverer has published, with whether ``groups`` answers something else than
  ///   before.
  init(
    _ source: DiscoverySource, _ discoverer: any Discoverer, onUpdate: @escaping @Sendable (_ hasChanged: Bool) -> Void
  ) {
    self.source = source
    let state = Locked(State(groups: discoverer.discover()))
    self.state = state
    let task = Task {
      await discoverer.run { groups in
        let hasChanged = state.withLock { state in
          defer { state.groups = groups }
          return state.groups != groups
        }
        onUpdate(hasChanged)
      }
    }
    state.withLock { $0.task = task }
  }

  deinit { state.withLock { $0.task }?.cancel() }

  var groups: [TargetGroup] { state.withLock { $0.groups } }
}
