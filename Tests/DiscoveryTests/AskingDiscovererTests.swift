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
    let emptyGrace: Milliseconds
    let answers: Locked<[[String]?]>

    init(_ answers: [String]?..., emptyGrace: Milliseconds = 0) {
      self.answers = Locked(answers)
      self.emptyGrace = emptyGrace
    }

    func ask() async throws(DiscoveryError) -> [TargetGroup] {
      let answer = answers.withLock { $0.count > 1 ? $0.removeFirst() : $0[0] }
      guard let answer else { throw DiscoveryError("it is away") }
      return answer.isEmpty ? [] : [TargetGroup(targets: answer)]
    }
  }

  /// What is published until `count` answers have come, without repetitions.
  private func published(_ script: Script, count: Int, in registry: Registry = Registry()) async -> [[String]] {
    let discoverer = AskingDiscoverer(
      script, job: "j", metrics: DiscoveryMetrics(registry),
      logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
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
    #expect(await published(Script(["a"], ["a", "b"], ["b"]), count: 3) == [["a"], ["a", "b"], ["b"]])
  }

  @Test func `a source that is away has said nothing`() async {
    #expect(await published(Script(["a"], nil, nil, ["b"]), count: 4) == [["a"], ["b"]])
    #expect(await published(Script(nil, ["a"]), count: 2) == [[], ["a"]])
  }

  @Test func `nothing at all is believed only after a grace`() async {
    #expect(await published(Script(["a"], [], [], ["b"], emptyGrace: 60_000), count: 4) == [["a"], ["b"]])
    #expect(await published(Script(["a"], [], emptyGrace: 60_000), count: 20) == [["a"]])
    #expect(await published(Script(["a"], [], emptyGrace: 20), count: 60) == [["a"], []])
    #expect(await published(Script([], ["a"], emptyGrace: 60_000), count: 2) == [[], ["a"]])
  }

  @Test func `each answer that is not believed is counted`() async {
    let registry = Registry()
    let script = Script(["a"], [], [], ["b"], emptyGrace: 60_000)
    #expect(await published(script, count: 4, in: registry) == [["a"], ["b"]])
    let held = registry.families().first { $0.name == "iapetus_sd_empty_answers_held_total" }
    #expect(held?.samples.map(\.value) == [2])
  }
}
