import Threads

/// Which child speaks as which replica of which cluster: one each, so that nothing is stored twice under one name.
///
/// The first one that claims it, but a child that the configuration calls so comes before one that says so itself.
final class IdentityClaims: Sendable {
  private struct State {
    var holders: [Identity: ObjectIdentifier] = [:]
    var claims: [ObjectIdentifier: Claim] = [:]

    mutating func release(_ child: ObjectIdentifier) {
      if let claim = claims.removeValue(forKey: child) { holders[claim.identity] = nil }
    }
  }

  private struct Claim: Equatable {
    var identity: Identity
    var url: String
    /// Whether the identity is from the labels of the child's target.
    var isLabelled: Bool
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
    let claim = Claim(identity: identity, url: url, isLabelled: isLabelled)
    return state.withLock { state in
      // Fast path: it is so already.
      if state.claims[child] == claim { return nil }
      if let holder = state.holders[identity], holder != child {
        if !isLabelled || state.claims[holder]?.isLabelled == true {
          return state.claims[holder]?.url ?? "another child"
        }
        state.release(holder)
      }
      state.release(child)
      state.claims[child] = claim
      state.holders[identity] = child
      return nil
    }
  }

  func release(_ child: ObjectIdentifier) { state.withLock { $0.release(child) } }
}
