import FoundationEssentials
import TestSupport
import Threads

/// An Alertmanager that remembers what it is told, and answers as a test says.
final class FakeAlertmanager: Sendable {
  struct Told: Decodable, Equatable {
    let labels: [String: String]
    let startsAt: String
    let endsAt: String
  }

  private let server: LoopbackServer
  private let answer: Locked<[LoopbackStep]>
  private let told = Locked<[[Told]]>([])

  init(_ steps: [LoopbackStep] = LoopbackStep.response()) {
    let answer = Locked(steps)
    let told = told
    self.answer = answer
    server = LoopbackServer { request in
      let batch = try? JSONDecoder().decode([Told].self, from: Data(request.body))
      told.withLock { $0.append(batch ?? []) }
      return answer.withLock { $0 }
    }
  }

  var address: String { "127.0.0.1:\(server.port)" }
  var url: String { "http://\(address)/api/v2/alerts" }
  var requests: [LoopbackRequest] { server.requests }

  /// What came in each request.
  var batches: [[Told]] { told.withLock { $0 } }
  /// The names of all alerts that came, in order.
  var names: [String] { batches.flatMap { $0 }.map { $0.labels["alertname"] ?? "" } }

  /// Answers so from the next request on.
  func answer(_ steps: [LoopbackStep]) { answer.withLock { $0 = steps } }

  func stop() { server.stop() }
}
