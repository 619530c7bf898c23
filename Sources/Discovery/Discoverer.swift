/// Finds targets.
package protocol Discoverer: Sendable {
  /// What is there now. Where it cannot be read, what was there last.
  func discover() -> [TargetGroup]

  /// Calls `publish` with all groups whenever they may have changed, until the task is canceled.
  func run(_ publish: @Sendable ([TargetGroup]) -> Void) async
}
