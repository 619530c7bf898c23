import TestSupport
import Threads

/// A way from a parent to a child that can be cut, as networks are, while the child goes on.
final class Cable: Sendable {
  private let server: LoopbackServer
  private let isCut: Locked<Bool>

  /// Passes requests on to `port` of loopback.
  init(to port: UInt16) {
    let isCut = Locked(false)
    self.isCut = isCut
    server = LoopbackServer { request in
      let answer = isCut.value ? nil : try? Cable.passOn(request, to: port)
      guard let answer, !isCut.value else { return [.close] }
      return Cable.steps(answer)
    }
  }

  var port: UInt16 { UInt16(server.port) }
  var address: String { "127.0.0.1:\(port)" }

  /// Nothing comes through from now on, answers under way neither.
  func cut() { isCut.withLock { $0 = true } }

  func mend() { isCut.withLock { $0 = false } }

  private static func passOn(_ request: LoopbackRequest, to port: UInt16) throws -> HTTPAnswer {
    let headers = request.headers.filter { !["host", "connection", "content-length"].contains($0.key) }
    return try HTTPConnection(port: port)
      .request(
        request.method, request.target, headers: headers.map { "\($0): \($1)" } + ["Connection: close"],
        body: request.body)
  }

  private static func steps(_ answer: HTTPAnswer) -> [LoopbackStep] {
    let ofTheWay = ["connection", "content-length", "transfer-encoding"]
    let headers = answer.headers.filter { !ofTheWay.contains($0.key) }
    return LoopbackStep.response(answer.status, headers: headers.map { ($0, $1) }, body: answer.body)
  }
}

extension Locked<Bool> {
  fileprivate var value: Bool { withLock { $0 } }
}
