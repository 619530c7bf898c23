import DNS
import Logging
import Outbound
import Telemetry
import TestSupport
import Testing
import Threads
import TimeSeries

@testable import Discovery

struct AskingDiscovererTests {
  /// Answers one thing after the other; the last one for ever.
  private struct Script: TargetSource {
    let mechanism = Mechanism.http
    let refreshInterval: Milliseconds = 1
    let answers: Locked<[[String]?]>

    init(_ answers: [String]?...) { self.answers = Locked(answers) }

    func ask() async throws(DiscoveryError) -> [TargetGroup] {
      let answer = answers.withLock { $0.count > 1 ? $0.removeFirst() : $0[0] }
      guard let answer else { throw DiscoveryError("it is away") }
      return answer.isEmpty ? [] : [TargetGroup(targets: answer)]
    }
  }

  /// What is published until `count` answers have come, without repetitions.
  private func published(_ script: Script, emptyGrace: Milliseconds, count: Int) async -> [[String]] {
    let registry = Registry()
    let discoverer = AskingDiscoverer(
      script, job: "j", metrics: DiscoveryMetrics(registry),
      logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }, emptyGrace: emptyGrace)
    let (stream, continuation) = AsyncStream.makeStream(of: [String].self)
    let task = Task { await discoverer.run { continuation.yield($0.flatMap(\.targets)) } }
    var seen: [[String]] = []
    var left = count
    for await targets in stream {
      if seen.last != targets { seen.append(targets) }
      left -= 1
      if left == 0 { break }
    }
    task.cancel()
    return seen
  }

  @Test func `follows what the source says`() async {
    #expect(await published(Script(["a"], ["a", "b"], ["b"]), emptyGrace: 0, count: 3) == [["a"], ["a", "b"], ["b"]])
  }

  @Test func `a source that is away has said nothing`() async {
    #expect(await published(Script(["a"], nil, nil, ["b"]), emptyGrace: 0, count: 4) == [["a"], ["b"]])
    #expect(await published(Script(nil, ["a"]), emptyGrace: 0, count: 2) == [[], ["a"]])
  }

  @Test func `nothing at all is believed only after a grace`() async {
    #expect(await published(Script(["a"], [], [], ["b"]), emptyGrace: 60_000, count: 4) == [["a"], ["b"]])
    #expect(await published(Script(["a"], []), emptyGrace: 60_000, count: 20) == [["a"]])
    #expect(await published(Script(["a"], []), emptyGrace: 20, count: 60) == [["a"], []])
    #expect(await published(Script([], ["a"]), emptyGrace: 60_000, count: 2) == [[], ["a"]])
  }
}
