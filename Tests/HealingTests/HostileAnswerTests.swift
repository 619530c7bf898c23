import Storage
import TestSupport
import Testing
import TimeSeries

@testable import Healing

/// A child may answer anything: nothing wrong is stored, and when it is sound again, the gap is healed.
struct HostileAnswerTests {
  private static let garbage = [UInt8]("<html>no</html>".utf8)

  @Test func `answers that are no answers store nothing, say why, and are asked for again`() async throws {
    let cases: [(String, FakeReader.Answer, String)] = [
      ("garbage", { _ in FakeReader.streamed(Self.garbage) }, "bad_answer"),
      ("cut", { FakeReader.streamed(ReadAnswer.stream($0.series).dropLast(3)) }, "bad_answer"),
      ("wrong checksum", { FakeReader.streamed(Self.flipped(ReadAnswer.stream($0.series), at: 3)) }, "bad_answer"),
      ("a frame without end", { _ in FakeReader.streamed([0xff, 0xff, 0x7f, 1, 2, 3, 4]) }, "bad_answer"),
      ("a frame too long", { _ in FakeReader.streamed([0xff, 0xff, 0xff, 0xff, 0x7f, 1, 2]) }, "too_large"),
      ("every series twice", { FakeReader.streamed(ReadAnswer.stream($0.series + $0.series)) }, "bad_answer"),
      ("an error", { _ in LoopbackStep.response(500, body: Self.garbage) }, "http_status"),
      ("no credentials", { _ in LoopbackStep.response(401) }, "http_status"),
      ("closed", { _ in [.close] }, "bad_answer"),
    ]
    let scene = try await HealingScene()
    let before = try scene.stored()
    let manager = try scene.manager {
      $0.sliceLength = HealingSettings.sliceLengthMin
    }
    _ = manager.takeTurns()
    for (name, answer, reason) in cases {
      scene.children[0].reads(answer)
      await manager.heal("eu")
      #expect(try scene.stored() == before, "\(name)")
      let status = try #require(manager.status().open.first)
      #expect(status.lastErrorReason == reason, "\(name): \(status.lastError)")
      #expect(status.nextAttempt != nil)
    }
    scene.children[0].reads(FakeReader.stream)
    await manager.heal("eu")
    try scene.expectWhole(scene.children[0])
  }

  @Test func `an answer that does not come is given up after the timeout`() async throws {
    let scene = try await HealingScene()
    let before = try scene.stored()
    scene.children[0].reads { _ in [.pause(seconds: 600)] }
    let manager = try scene.manager { $0.timeout = 500 }
    _ = manager.takeTurns()
    await manager.heal("eu")
    #expect(try scene.stored() == before)
    #expect(manager.status().open.first?.lastErrorReason == "timeout")
  }

  @Test func `an endless answer ends at the limit`() async throws {
    let scene = try await HealingScene()
    scene.children[0].reads { _ in
      [
        LoopbackStep.head(headers: [("Content-Type", "application/x-streamed-protobuf")]),
        .endless([UInt8](repeating: 7, count: 65_536), pauseSeconds: 0),
      ]
    }
    let manager = try scene.manager { $0.bodyBytesMax = 1 << 20 }
    _ = manager.takeTurns()
    await manager.heal("eu")
    #expect(manager.status().open.first?.lastErrorReason == "too_large")
  }

  @Test func `series that were not asked for, or are another's, are refused`() async throws {
    let scene = try await HealingScene(replicas: ["a"])
    scene.children[0].reads { history in
      var foreign = history
      foreign.replica = "b"
      var elsewhere = history
      elsewhere.cluster = "us"
      let raw: (Labels, ReadAnswer.Samples) = (["__name__": "up", "job": "x"], history.samples("up"))
      return FakeReader.streamed(ReadAnswer.stream(history.series + foreign.series + elsewhere.series + [raw]))
    }
    let manager = try scene.manager()
    _ = manager.takeTurns()
    await manager.heal("eu")
    try scene.expectWhole(scene.children[0])
    #expect(try scene.stored().count == 2)
    #expect(manager.status().finished.first?.refusedSeriesCount == 5)
  }

  @Test func `other values than are stored change nothing`() async throws {
    let scene = try await HealingScene()
    let before = try scene.stored()
    scene.children[0].reads { history in
      FakeReader.streamed(
        ReadAnswer.stream(history.series.map { ($0.0, $0.1.map { ($0.timestamp, $0.value + 1000) }) }))
    }
    let manager = try scene.manager()
    _ = manager.takeTurns()
    await manager.heal("eu")
    let range = scene.gap.from + 1..<scene.gap.until
    for (labels, samples) in try scene.stored() {
      let kept = samples.rows.filter { !range.contains($0.timestamp) }
      #expect(kept.map(\.value) == before[labels]?.values)
    }
  }

  private static func flipped(_ bytes: [UInt8], at index: Int) -> [UInt8] {
    var bytes = bytes
    bytes[index] ^= 1
    return bytes
  }
}
