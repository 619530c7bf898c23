import Logging
import Outbound
import Telemetry
import Threads
import TimeSeries

/// What waits for one Alertmanager, and the loop that sends it: batch by batch, one request at a time, so that order holds.
///
/// A batch that did not arrive goes back to the front and is tried again after a pause, up to
/// ``NotifierLimits/attemptsMax`` times; what is dropped then, its rule sends again.
final class SendLoop: Sendable {
  /// What loops share.
  struct Surroundings: Sendable {
    var client: HTTPClient
    var limits: NotifierLimits
    var metrics: NotifierMetrics
    var logger: Logger
  }

  private struct State {
    var alertmanager: Alertmanager
    var queue: AlertQueue
    /// Of the last request; empty if it was answered as wished.
    var lastError = ""
    var isEnding = false
    var hasEnded = false
    /// While the loop waits for a better moment.
    var pause: Task<Void, Never>?
    var task: Task<Void, Never>?
  }

  let url: String
  private let surroundings: Surroundings
  private let metrics: NotifierMetrics.OfOne
  private let session: HTTPSession
  private let state: Locked<State>
  private let (wakes, wake) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))

  init(_ alertmanager: Alertmanager, _ surroundings: Surroundings) {
    url = alertmanager.url
    self.surroundings = surroundings
    metrics = surroundings.metrics.of(alertmanager.url)
    metrics.queueCapacity.set(Double(surroundings.limits.queueCapacity))
    session = surroundings.client.session()
    state = Locked(
      State(alertmanager: alertmanager, queue: AlertQueue(capacity: surroundings.limits.queueCapacity)))
  }

  func start() {
    let task = Task { await run() }
    state.withLock { $0.task = task }
  }

  /// Asks in another way from the next request on.
  func adopt(_ alertmanager: Alertmanager) { state.withLock { $0.alertmanager = alertmanager } }

  /// Lets `alerts` wait for their turn. Never waits itself.
  func add(_ alerts: [Alert]) {
    guard !alerts.isEmpty else { return }
    change { state in state.isEnding ? alerts.count : state.queue.add(alerts) }
    wake.yield()
  }

  /// Ends the loop once all has been sent, or at once. Wait for the end with ``ended()``.
  func end(draining: Bool) {
    change { state in
      state.isEnding = true
      state.pause?.cancel()
      return draining ? 0 : state.queue.clear()
    }
    wake.finish()
  }

  /// Ends the loop in the middle of what it does.
  func abort() {
    end(draining: false)
    state.withLock { $0.task }?.cancel()
  }

  var status: AlertmanagersStatus.Active {
    state.withLock { .init(url: url, queueLength: $0.queue.count, lastError: $0.lastError) }
  }

  var hasEnded: Bool { state.withLock { $0.hasEnded } }

  func ended() async { await state.withLock { $0.task }?.value }

  /// Changes the queue, counts what `body` says was dropped, and shows how long the queue is now.
  private func change(_ body: (inout State) -> Int) {
    state.withLock { state in
      metrics.dropped.add(body(&state))
      metrics.queueLength.set(Double(state.queue.count))
    }
  }
}

// The loop.
extension SendLoop {
  private func run() async {
    for await _ in wakes { await sendAll() }
    await sendAll()
    state.withLock { $0.hasEnded = true }
  }

  private func sendAll() async {
    var failureCount = 0
    while let batch = nextBatch() {
      do throws(SendError) {
        try await send(batch)
        failureCount = 0
        state.withLock { $0.lastError = "" }
      } catch {
        note(error, batch)
        failureCount += 1
        await pause(after: failureCount)
      }
    }
  }

  private func nextBatch() -> [AlertQueue.Entry]? {
    var batch: [AlertQueue.Entry] = []
    change { state in
      batch = state.queue.take(surroundings.limits.batchSize)
      return 0
    }
    return batch.isEmpty ? nil : batch
  }

  private func send(_ batch: [AlertQueue.Entry]) async throws(SendError) {
    let began = Clock.monotonicSeconds()
    defer { metrics.sent(batch.count, seconds: Clock.monotonicSeconds() - began) }
    let alertmanager = state.withLock { $0.alertmanager }
    let response: HTTPResponse
    do {
      response = try await session.fetch(alertmanager.request(telling: batch.map(\.alert)))
    } catch {
      throw SendError(error)
    }
    guard !(200..<300).contains(response.status) else { return }
    throw SendError(status: response.status, body: response.body.text)
  }

  private func note(_ error: SendError, _ batch: [AlertQueue.Entry]) {
    metrics.errors.add(batch.count)
    var droppedCount = 0
    change { state in
      state.lastError = error.description
      // Who ends does not wait for a better moment.
      droppedCount =
        error.reason == .unavailable && !state.isEnding
        ? state.queue.giveBack(batch, failuresMax: surroundings.limits.attemptsMax) : batch.count
      return droppedCount
    }
    surroundings.logger.error(
      "Error sending alerts",
      metadata: [
        "alertmanager": "\(url)", "count": "\(batch.count)", "dropped": "\(droppedCount)", "err": "\(error)",
      ])
  }

  /// Waits twice as long after every further failure. The end of the loop ends the pause.
  private func pause(after failureCount: Int) async {
    let milliseconds = surroundings.limits.retryPause << min(failureCount - 1, 5)
    let pause: Task<Void, Never>? = state.withLock { state in
      guard !state.isEnding else { return nil }
      state.pause = Task { try? await Task.sleep(for: .milliseconds(milliseconds)) }
      return state.pause
    }
    await pause?.value
  }
}
