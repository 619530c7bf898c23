import Threads

/// Which child speaks as which replica of which cluster: one each, so that nothing is stored twice under one name.
///
/// The first one that claims it, but a child that the configuration calls so comes before one that says so itself.
final class IdentityClaims: Sendable {
  private struct State {
    var holders: [Identity: ObjectIdentifier] = [:]
    var urls: [ObjectIdentifier: String] = [:]
    /// Whose identity is from the labels of its target.
    var labelled: Set<ObjectIdentifier> = []

    mutating func release(_ child: ObjectIdentifier) {
      holders = holders.filter { $0.value != child }
      urls[child] = nil
      labelled.remove(child)
    }
  }

  private let state = Locked(State())

  /// Claims `identity` for `child`, which gives up any other; the address of the child that has it already, if one has.
  ///
  /// - Parameter isLabelled: whether the configuration says so, and not the child.
  ///
  /// Without a replica nothing is claimed: several servers may share a cluster label, each with series of its own.
  func claim(
    _ identity: Identity, for child: ObjectIdentifier, at url: String, isLabelled: Bool
  ) -> String? {
    guard !identity.replica.isEmpty else {
      release(child)
      return nil
    }
    return state.withLock { state in
      if let holder = state.holders[identity], holder != child, !isLabelled || state.labelled.contains(holder) {
        return state.urls[holder] ?? "another child"
      }
      state.release(child)
      if isLabelled { state.labelled.insert(child) }
      state.holders[identity] = child
      state.urls[child] = url
      return nil
    }
  }

  func release(_ child: ObjectIdentifier) { state.withLock { $0.release(child) } }
}
