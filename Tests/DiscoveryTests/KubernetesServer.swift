import TestSupport
import Threads

/// A server that speaks as much of the Kubernetes API as listing and watching takes.
final class KubernetesServer: Sendable {
  /// How the watches that are open end.
  enum End: Sendable {
    /// As a server ends them after their time.
    case proper
    /// In the middle, as by a broken network.
    case cut
  }

  fileprivate struct Event {
    let path: String
    let version: Int
    let line: String
  }

  fileprivate struct State {
    var version = 100
    /// By path, then name.
    var objects: [String: [String: String]] = [:]
    var events: [Event] = []
    var ends: [End] = []
    /// Of whole paths, instead of all else.
    var refusals: [String: [LoopbackStep]] = [:]
    var watchRefusals: [String: [LoopbackStep]] = [:]
    /// Changes up to this version are forgotten.
    var oldest = 0
    var requests: [LoopbackRequest] = []
  }

  private let state: Locked<State>
  private let server: LoopbackServer

  init() {
    let state = Locked(State())
    self.state = state
    server = LoopbackServer { KubernetesServer.answer($0, state) }
  }

  var url: String { server.url }

  var requests: [LoopbackRequest] { state.withLock { $0.requests } }

  func watches(of path: String) -> [LoopbackRequest] {
    requests.filter { $0.path == path && $0.target.contains("watch=true") }
  }

  func lists(of path: String) -> [LoopbackRequest] {
    requests.filter { $0.path == path && !$0.target.contains("watch=true") }
  }

  /// Creates or changes an object. Its text names its version as `VERSION`.
  func put(_ path: String, _ name: String, _ text: String) {
    state.withLock { state in
      state.version += 1
      let text = text.replacing("VERSION", with: "\(state.version)").replacing("\n", with: " ")
      let old = state.objects[path, default: [:]].updateValue(text, forKey: name)
      state.tell(path, old == nil ? "ADDED" : "MODIFIED", text)
    }
  }

  func remove(_ path: String, _ name: String) {
    state.withLock { state in
      guard let text = state.objects[path]?.removeValue(forKey: name) else { return }
      state.version += 1
      state.tell(path, "DELETED", text)
    }
  }

  /// Takes an object away without a word, as if the change had been missed.
  func forget(_ path: String, _ name: String) { state.withLock { $0.objects[path]?[name] = nil } }

  /// Says how far things are, though nothing has happened.
  func bookmark(_ path: String) {
    state.withLock { state in
      state.version += 1
      state.tell(path, "BOOKMARK", #"{"metadata": {"resourceVersion": "\#(state.version)"}}"#)
    }
  }

  /// Sends a line to those who watch.
  func say(_ path: String, _ line: String) {
    state.withLock { state in
      state.version += 1
      state.events.append(Event(path: path, version: state.version, line: line))
    }
  }

  func endWatches(_ end: End) { state.withLock { $0.ends.append(end) } }

  func forgetHistory() { state.withLock { $0.oldest = $0.version } }

  /// Answers all that is asked of `path` with `steps`; `nil` ends that.
  func refuse(_ path: String, _ steps: [LoopbackStep]?) { state.withLock { $0.refusals[path] = steps } }

  func refuseWatches(_ path: String, _ steps: [LoopbackStep]?) { state.withLock { $0.watchRefusals[path] = steps } }

  func stop() { server.stop() }

  private static func answer(_ request: LoopbackRequest, _ state: Locked<State>) -> [LoopbackStep] {
    state.withLock { state in
      state.requests.append(request)
    }
    if let refusal = state.withLock({ $0.refusals[request.path] }) { return refusal }
    guard request.target.contains("watch=true") else { return list(request, state) }
    if let refusal = state.withLock({ $0.watchRefusals[request.path] }) { return refusal }
    return watch(request, state)
  }

  private static func list(_ request: LoopbackRequest, _ state: Locked<State>) -> [LoopbackStep] {
    let (all, version) = state.withLock { ($0.objects[request.path] ?? [:], $0.version) }
    let limit = request.parameter("limit").flatMap { Int($0) } ?? all.count
    let start = request.parameter("continue").flatMap { Int($0) } ?? 0
    let page = all.sorted { $0.key < $1.key }.dropFirst(start).prefix(limit).map(\.value).joined(separator: ",")
    let next = start + limit < all.count ? #", "continue": "\#(start + limit)""# : ""
    let body = #"{"kind": "List", "metadata": {"resourceVersion": "\#(version)"\#(next)}, "items": [\#(page)]}"#
    return LoopbackStep.response(headers: [("Content-Type", "application/json")], body: Array(body.utf8))
  }

  private static func watch(_ request: LoopbackRequest, _ state: Locked<State>) -> [LoopbackStep] {
    let start = request.parameter("resourceVersion").flatMap { Int($0) } ?? 0
    let (oldest, endCount) = state.withLock { ($0.oldest, $0.ends.count) }
    let head = LoopbackStep.head(headers: [("Content-Type", "application/json"), ("Transfer-Encoding", "chunked")])
    guard start >= oldest else {
      let status = #"{"kind": "Status", "code": 410, "reason": "Expired", "message": "too old resource version"}"#
      return [head, .send(chunk(#"{"type": "ERROR", "object": \#(status)}"#)), .send(Array("0\r\n\r\n".utf8))]
    }
    let cursor = Locked(start)
    return [head, .follow { next(request.path, cursor, endCount, state) }]
  }

  /// What is to be sent of a watch now; `nil` when it ends.
  private static func next(
    _ path: String, _ cursor: Locked<Int>, _ endCount: Int, _ state: Locked<State>
  ) -> [UInt8]? {
    state.withLock { state in
      let seen = cursor.withLock { $0 }
      let new = state.events.filter { $0.path == path && $0.version > seen }
      if let last = new.last {
        cursor.withLock { $0 = last.version }
        return new.flatMap { chunk($0.line) }
      }
      guard state.ends.count > endCount else { return [] }
      // The proper end is told once, and then the connection is closed like the other.
      let isTold = cursor.withLock { cursor in
        defer { cursor = .max }
        return cursor == .max
      }
      return isTold || state.ends[endCount] == .cut ? nil : Array("0\r\n\r\n".utf8)
    }
  }

  private static func chunk(_ line: String) -> [UInt8] {
    Array("\(String(line.utf8.count + 1, radix: 16))\r\n\(line)\n\r\n".utf8)
  }
}

extension KubernetesServer.State {
  fileprivate mutating func tell(_ path: String, _ type: String, _ object: String) {
    events.append(.init(path: path, version: version, line: #"{"type": "\#(type)", "object": \#(object)}"#))
  }
}

extension LoopbackRequest {
  /// A parameter of the query, as it was written.
  func parameter(_ name: String) -> String? {
    target.drop { $0 != "?" }.dropFirst().split(separator: "&").first { $0.hasPrefix(name + "=") }
      .map { String($0.dropFirst(name.count + 1)) }
  }
}
