import Glibc
import Threads

/// Writes to a server as fast as it answers, and remembers what was acknowledged.
///
/// Each request brings one sample for each of its series, with the request's number as the value, five seconds of series
/// time after the one before: so the hours pass quickly and the server seals chunks while it is written to.
final class SeriesWriter: Sendable {
  static let seriesCount = 8
  static let name = "job:written:sum"

  private let state: Locked<State>

  private struct State {
    var number = 0
    var timestamp: Int64
    var acknowledged: [Int64: Double] = [:]
    var sent: Set<Int64> = []
    var isRunning = false
    var isToStop = false
  }

  /// - Parameter hoursBack: how long ago the first sample is.
  init(hoursBack: Int64) {
    state = Locked(State(timestamp: Clock.milliseconds() / 1000 * 1000 - hoursBack * 3_600_000))
  }

  /// Timestamp → value of every acknowledged request.
  var acknowledged: [Int64: Double] { state.withLock { $0.acknowledged } }
  /// The timestamps of all requests, answered or not.
  var sent: Set<Int64> { state.withLock { $0.sent } }

  /// Begins on a thread of its own. It ends when the server does, or is told to.
  func start(port: UInt16) {
    state.withLock { ($0.isRunning, $0.isToStop) = (true, false) }
    NamedThread.start("writer") { [self] in
      // The server's death shows as an error of the connection.
      try? write(to: HTTPConnection(port: port))
      state.withLock { $0.isRunning = false }
    }
  }

  func waitForTheEnd() async throws {
    state.withLock { $0.isToStop = true }
    try await eventually("the writer ends") { self.state.withLock { !$0.isRunning } }
  }

  private func write(to connection: HTTPConnection) throws {
    while let (timestamp, number) = next() {
      var request = WriteRequest()
      for series in 0..<Self.seriesCount {
        request.add(
          ["__name__": Self.name, "cluster": "written", "series": "\(series)"], value: Double(number), at: timestamp)
      }
      let answer = try connection.request("POST", "/api/v1/write", headers: WriteRequest.headers, body: request.body)
      guard answer.status == 204 else { throw Failure("refused: \(answer.status) \(answer.text)") }
      state.withLock { $0.acknowledged[timestamp] = Double(number) }
    }
  }

  private func next() -> (timestamp: Int64, number: Int)? {
    state.withLock { state in
      guard !state.isToStop, state.timestamp < Clock.milliseconds() - 5_000 else { return nil }
      state.number += 1
      state.timestamp += 5_000
      state.sent.insert(state.timestamp)
      return (state.timestamp, state.number)
    }
  }
}
