internal import CCurl
import Threads

/// Drives every transfer of a client with libcurl's multi interface, on a thread of its own.
///
/// *Invariants:* 1. `multi` and `inFlight` belong to the thread; others only wake it, with the lock held and before
/// `isClosed`. 2. An exchange that was submitted is resumed exactly once.
// @unchecked: see invariant 1; `inbox` is the only thing that two threads touch.
final class TransferLoop: @unchecked Sendable {
  private struct Inbox {
    var submitted: [Exchange] = []
    var canceled: [Exchange] = []
    var isClosed = false
  }

  private let inbox = Locked(Inbox())
  private let multi: UnsafeMutableRawPointer
  private var inFlight: [UnsafeMutableRawPointer: Exchange] = [:]

  private static let globalStart: Void = { curl_global_init(Int(CURL_GLOBAL_DEFAULT)) }()

  init(_ settings: HTTPClientSettings) {
    _ = TransferLoop.globalStart
    guard let multi = curl_multi_init() else { preconditionFailure("no memory for libcurl's multi handle") }
    self.multi = multi
    iap_multi_set_long(multi, CURLMOPT_MAXCONNECTS, settings.idleConnectionsMax)
  }

  func start() { NamedThread.start("outbound") { self.run() } }

  /// Ends the thread; all that is in flight ends as closed, and so does all that comes later.
  func close() {
    inbox.withLock { inbox in
      guard !inbox.isClosed else { return }
      inbox.isClosed = true
      curl_multi_wakeup(multi)
    }
  }

  /// Runs `exchange` to its end, or until the task is canceled.
  func run(_ exchange: Exchange) async -> Exchange.Outcome {
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        exchange.continuation = continuation
        submit(exchange)
      }
    } onCancel: {
      cancel(exchange)
    }
  }

  private func submit(_ exchange: Exchange) {
    let refusal: Exchange.Outcome? = inbox.withLock { inbox in
      if inbox.isClosed { return .closed }
      // The task may have been canceled before it came here.
      if exchange.isCanceled { return .canceled }
      inbox.submitted.append(exchange)
      if inbox.submitted.count == 1 { curl_multi_wakeup(multi) }
      return nil
    }
    if let refusal { exchange.resume(refusal) }
  }

  private func cancel(_ exchange: Exchange) {
    inbox.withLock { inbox in
      exchange.isCanceled = true
      guard !inbox.isClosed else { return }
      inbox.canceled.append(exchange)
      curl_multi_wakeup(multi)
    }
  }
}

/// The thread's side.
extension TransferLoop {
  private func run() {
    while true {
      let box = inbox.withLock { inbox in
        defer {
          inbox.submitted = []
          inbox.canceled = []
        }
        return inbox
      }
      box.submitted.forEach(begin)
      box.canceled.forEach { finish($0, .canceled) }
      if box.isClosed { return end() }
      perform()
      curl_multi_poll(multi, nil, 0, 1000, nil)
    }
  }

  private func begin(_ exchange: Exchange) {
    inFlight[exchange.handle.easy] = exchange
    exchange.receive()
    let code = curl_multi_add_handle(multi, exchange.handle.easy)
    precondition(code == CURLM_OK, "libcurl does not take a handle: code \(code.rawValue)")
  }

  private func perform() {
    var running: CInt = 0
    var left: CInt = 0
    curl_multi_perform(multi, &running)
    while let message = curl_multi_info_read(multi, &left) {
      // Copied first: removing the handle frees the message.
      let (easy, code) = (message.pointee.easy_handle, iap_message_result(message))
      if let easy, let exchange = inFlight[easy] { finish(exchange, .finished(code)) }
    }
  }

  /// Ends `exchange` if it is still in flight: a cancellation may find it done.
  private func finish(_ exchange: Exchange, _ outcome: Exchange.Outcome) {
    guard inFlight[exchange.handle.easy] === exchange else { return }
    inFlight[exchange.handle.easy] = nil
    curl_multi_remove_handle(multi, exchange.handle.easy)
    exchange.resume(outcome)
  }

  private func end() {
    inFlight.values.forEach { finish($0, .closed) }
    curl_multi_cleanup(multi)
  }
}
