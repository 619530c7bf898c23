/// Waits until `condition` holds, asking about twenty times a second. What it throws counts as not yet.
func eventually(
  _ what: String, within limit: Duration = .seconds(60), _ condition: () async throws -> Bool
) async throws {
  let clock = ContinuousClock()
  let deadline = clock.now + limit
  var reason = ""
  while true {
    do {
      if try await condition() { return }
    } catch {
      reason = ": \(error)"
    }
    guard clock.now < deadline else { throw Failure("not within \(limit): \(what)\(reason)") }
    try await Task.sleep(for: .milliseconds(50))
  }
}
