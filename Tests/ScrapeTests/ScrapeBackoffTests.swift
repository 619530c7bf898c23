import TestSupport
import Testing
import TimeSeries

@testable import Scrape

struct ScrapeBackoffTests {
  private static let interval: Milliseconds = 15_000
  private static let timedOut = ScrapeBackoff.Outcome.suffered(retryAfter: nil)

  /// The ticks, counted from 0, at which a child is asked that answers as `outcomes` say, again and again.
  private func asked(
    ticks: Int, _ settings: BackoffSettings = BackoffSettings(), _ outcome: (Int) -> ScrapeBackoff.Outcome
  ) -> [Int] {
    var backoff = ScrapeBackoff()
    var asked: [Int] = []
    for number in 0..<ticks {
      let tick = Timestamp(number) * Self.interval
      if backoff.holds(tick) { continue }
      asked.append(number)
      backoff.note(outcome(number), at: tick, interval: Self.interval, settings)
    }
    return asked
  }

  @Test func `one bad scrape, or two, change nothing`() {
    #expect(asked(ticks: 9) { $0 % 3 < 2 ? Self.timedOut : .well } == Array(0..<9))
  }

  @Test func `a child that suffers is asked at twice the interval, four times, and so on up to the setting`() {
    #expect(asked(ticks: 40) { _ in Self.timedOut } == [0, 1, 2, 4, 8, 16, 24, 32])
  }

  @Test func `one good scrape ends it`() {
    #expect(asked(ticks: 16) { $0 == 8 ? .well : $0 < 8 ? Self.timedOut : .well } == [0, 1, 2, 4] + Array(8..<16))
  }

  @Test func `failures that waiting does not mend hold nobody back`() {
    #expect(asked(ticks: 12) { _ in .failed } == Array(0..<12))
  }

  @Test func `a good child that is slow brings at least every second slot`() {
    #expect(asked(ticks: 12) { _ in .slow } == [0, 1, 2, 4, 6, 8, 10])
  }

  @Test func `a child that says when to come back is believed at once, within the setting`() {
    #expect(asked(ticks: 6) { $0 == 0 ? .suffered(retryAfter: 40_000) : .well } == [0, 3, 4, 5])
    #expect(asked(ticks: 12) { $0 == 0 ? .suffered(retryAfter: 86_400_000) : .well } == [0, 8, 9, 10, 11])
  }

  @Test func `a longest time of 0 spares nobody`() {
    var off = BackoffSettings()
    off.max = 0
    #expect(asked(ticks: 12, off) { _ in .suffered(retryAfter: 60_000) } == Array(0..<12))
  }

  @Test func `timeouts and answers that the server cannot are suffering, other errors are not`() {
    func outcome(_ error: ScrapeError?, seconds: Double = 0.1) -> ScrapeBackoff.Outcome {
      var report = ScrapeReport(time: 0)
      report.error = error
      report.durationSeconds = seconds
      return ScrapeBackoff.outcome(report, timeout: 10_000)
    }
    #expect(outcome(nil) == .well)
    #expect(outcome(nil, seconds: 8) == .slow)
    #expect(outcome(ScrapeError(.timeout, "")) == Self.timedOut)
    for reason in [ScrapeError.Reason.connectionRefused, .parse, .bodyTooLarge, .identity] {
      #expect(outcome(ScrapeError(reason, "")) == .failed)
    }
  }

  @Test func `a child that answers 503 is asked again when it said, and shown as missed until then`() async throws {
    let child = try ChildFixture()
    child.answers(LoopbackStep.response(503, headers: [("Retry-After", "25")]))
    var cycle = try child.cycle()
    let report = try #require(await cycle.run(at: 15_000))
    #expect(report.error?.status == 503)
    #expect(cycle.backoff.holds(30_000) && !cycle.backoff.holds(40_000))
    let held = try #require(await cycle.hold(at: 30_000))
    #expect(held.error?.reason == .heldBack)
    #expect(held.error?.description.contains("503") == true)
    #expect(child.server.requests.count == 1)
    #expect(child.up() == [0, 0])
    #expect(cycle.missedInARow == 2)
    child.answers(FederatedBody.of([(name: "job:a:sum", job: "x")], at: 44_000))
    let good = await cycle.run(at: 45_000)
    #expect(good != nil && good?.error == nil)
    #expect(cycle.backoff == ScrapeBackoff())
  }
}
