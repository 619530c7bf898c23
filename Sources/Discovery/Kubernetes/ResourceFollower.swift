import FoundationEssentials
import Telemetry
import Threads
import TimeSeries

/// Knows the objects of one kind in one namespace, or in all: lists them, then watches what changes.
///
/// What is known stays while the server does not answer. A watch that ends goes on where it ended; where the server no longer
/// knows what was missed, and after errors that it speaks of, everything is listed again.
final class ResourceFollower<Object: KubernetesObject>: Sendable {
  private struct State {
    var objects: [String: Object] = [:]
    var isListed = false
    /// What is known is the state of this version; `nil` if everything must be listed.
    var version: String?
  }

  private let api: KubernetesAPI
  private let namespace: String?
  private let state = Locked(State())
  /// Called when something has changed.
  private let onChange: @Sendable () -> Void
  /// Called with what is wrong, and with nothing when all is well again.
  private let onProblem: @Sendable (String) -> Void

  init(
    _ api: KubernetesAPI, namespace: String?, onChange: @escaping @Sendable () -> Void,
    onProblem: @escaping @Sendable (String) -> Void
  ) {
    self.api = api
    self.namespace = namespace
    self.onChange = onChange
    self.onProblem = onProblem
  }

  var objects: [String: Object] { state.withLock { $0.objects } }

  /// Whether the server has answered once.
  var isListed: Bool { state.withLock { $0.isListed } }

  /// Follows until the task is canceled.
  func run() async {
    var pause = RetryPause(least: api.limits.retryLeast, most: api.limits.retryMost)
    while !Task.isCancelled {
      let began = ContinuousClock.now
      do throws(KubernetesError) {
        if version == nil { try await list() }
        try await watch()
        noteHealth()
        pause.reset()
      } catch {
        guard !Task.isCancelled else { return }
        recover(from: error)
        if ContinuousClock.now - began > .milliseconds(api.limits.retryMost) { pause.reset() }
        try? await Task.sleep(for: .milliseconds(pause.afterFailure()))
      }
    }
  }

  private var version: String? { state.withLock { $0.version } }

  /// A connection that was cut, or never made, goes on where it ended; all else needs a new list.
  private func recover(from error: KubernetesError) {
    if error.reason != .unreachable { state.withLock { $0.version = nil } }
    // That a version grows old is the way of things.
    guard error.reason != .expired else { return }
    api.metrics.kubernetes.failures.add()
    onProblem(error.description)
  }

  private func noteHealth() { onProblem("") }

  /// Lists everything anew.
  private func list() async throws(KubernetesError) {
    var (objects, token, version): ([String: Object], String?, String) = ([:], nil, "")
    repeat {
      let page: KubernetesPage<Object> = try await api.page(in: namespace, after: token)
      for object in page.items ?? [] { objects[object.metadata.key] = object }
      try check(objects.count)
      (token, version) = (page.metadata.continue, page.metadata.resourceVersion ?? "")
    } while token?.isEmpty == false
    replace(objects, version)
  }

  private func check(_ count: Int) throws(KubernetesError) {
    guard count > api.limits.objectsMax else { return }
    throw KubernetesError(
      .tooMuch,
      "\(Object.resource.plural): more than limits.objects \(api.limits.objectsMax); narrow them down by selectors or namespaces"
    )
  }

  private func replace(_ objects: [String: Object], _ version: String) {
    let old = state.withLock { state in
      defer { state = State(objects: objects, isListed: true, version: version) }
      return state.objects
    }
    for key in objects.keys { count(old[key] == nil ? .add : .update) }
    for key in old.keys where objects[key] == nil { count(.delete) }
    onChange()
  }

  private func count(_ event: KubernetesMetrics.Event) {
    api.metrics.kubernetes.handled(event, of: Object.resource)
  }
}

/// The watch.
extension ResourceFollower {
  /// Takes changes until the server ends the watch.
  private func watch() async throws(KubernetesError) {
    let lines = LineQueue(bytesMax: api.limits.unreadBytesMax)
    let (began, start) = (ContinuousClock.now, version ?? "")
    async let end = receive(from: start, lines)
    for await _ in lines.arrivals { try take(lines.take()) }
    try await end.get()
    try checkDuration(since: began, moved: version != start)
  }

  private func receive(from version: String, _ lines: LineQueue) async -> Result<Void, KubernetesError> {
    defer { lines.finish() }
    do throws(KubernetesError) {
      try await api.watch(Object.resource, in: namespace, from: version) { lines.append($0) }
      return .success(())
    } catch {
      return .failure(error)
    }
  }

  /// A server that ends each watch at once must not be asked without end.
  private func checkDuration(since began: ContinuousClock.Instant, moved: Bool) throws(KubernetesError) {
    guard !moved, ContinuousClock.now - began < .milliseconds(api.limits.retryLeast) else { return }
    throw KubernetesError(.unreachable, "watching \(Object.resource.path(in: namespace)): the server ends it at once")
  }

  private func take(_ lines: [[UInt8]]) throws(KubernetesError) {
    for line in lines where !line.isEmpty { try take(try event(line)) }
    if !lines.isEmpty { noteHealth() }
  }

  private func take(_ event: KubernetesEvent<Object>) throws(KubernetesError) {
    switch event {
    case .added(let object), .modified(let object): try put(object)
    case .deleted(let object): remove(object)
    case .bookmark(let version): goOn(from: version)
    case .error(let status): throw KubernetesError(status, watching: Object.resource.path(in: namespace))
    }
  }

  private func goOn(from version: String?) {
    if let version, !version.isEmpty { state.withLock { $0.version = version } }
  }

  private func event(_ line: [UInt8]) throws(KubernetesError) -> KubernetesEvent<Object> {
    do {
      return try JSONDecoder().decode(KubernetesEvent<Object>.self, from: Data(line))
    } catch {
      let path = Object.resource.path(in: namespace)
      throw KubernetesError(.garbage, "watching \(path): \("\(error)".prefix(300))")
    }
  }

  private func put(_ object: Object) throws(KubernetesError) {
    let (isNew, total) = state.withLock { state in
      let old = state.objects.updateValue(object, forKey: object.metadata.key)
      return (old == nil, state.objects.count)
    }
    goOn(from: object.metadata.resourceVersion)
    count(isNew ? .add : .update)
    onChange()
    try check(total)
  }

  private func remove(_ object: Object) {
    _ = state.withLock { $0.objects.removeValue(forKey: object.metadata.key) }
    goOn(from: object.metadata.resourceVersion)
    count(.delete)
    onChange()
  }
}
