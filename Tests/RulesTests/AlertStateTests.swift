import Testing
import TimeSeries

@testable import Rules

@Suite struct AlertStateTests {
  private static let match = AlertMatch(labels: ["alertname": "A"], annotations: [], value: 1)

  /// Slots a minute apart, `1` where the condition holds, against a letter for the state after each: `.` none,
  /// `p` pending, `f` firing, `k` firing because it is kept, `r` resolved.
  private func states(_ script: String, for hold: Int64, keep: Int64) throws -> String {
    let timing = AlertTiming(holdDuration: hold * 60_000, keepFiringFor: keep * 60_000)
    var book = AlertBook()
    var result = ""
    for (index, condition) in script.enumerated() {
      let matches = condition == "1" ? [AlertStateTests.match] : []
      book = try book.advanced(by: matches, at: Int64(index) * 60_000, timing)
      result += letter(book.sorted.first)
    }
    return result
  }

  private func letter(_ state: AlertState?) -> String {
    switch state?.phase {
    case nil: "."
    case .pending: "p"
    case .firing(_, nil): "f"
    case .firing: "k"
    case .resolved: "r"
    }
  }

  @Test func `an alert goes through its states as Prometheus's does`() throws {
    let cases: [(script: String, hold: Int64, keep: Int64, states: String)] = [
      ("0110", 0, 0, ".ffr"),
      ("1", 0, 0, "f"),
      ("01110", 2, 0, ".ppfr"),
      // A gap before it fires begins it anew.
      ("1101111", 2, 0, "pp.ppff"),
      ("1110111", 2, 0, "ppfrppf"),
      // Kept for so long after the condition ended; the end of keeping is exclusive.
      ("10000", 0, 2, "fkkrr"),
      ("10010", 0, 3, "fkkfk"),
      ("1010101", 0, 1, "fkfkfkf"),
      // Pending alerts are not kept.
      ("1100", 3, 5, "pp.."),
    ]
    for (script, hold, keep, expected) in cases {
      #expect(try states(script, for: hold, keep: keep) == expected, "\(script) for \(hold) keep \(keep)")
    }
  }

  @Test func `a resolved alert is kept for a quarter of an hour`() throws {
    let states = try states("1" + String(repeating: "0", count: 18), for: 0, keep: 0)
    #expect(states == "f" + String(repeating: "r", count: 16) + "..")
  }

  @Test func `activeAt is when the condition began, since is when it fired`() throws {
    let timing = AlertTiming(holdDuration: 60_000, keepFiringFor: 0)
    var book = AlertBook()
    for slot in [Int64(0), 60_000, 120_000] { book = try book.advanced(by: [AlertStateTests.match], at: slot, timing) }
    #expect(book.sorted.first?.activeAt == 0)
    #expect(book.sorted.first?.phase == .firing(since: 60_000, keepingSince: nil))
  }

  @Test func `two elements that are one alert are refused`() {
    let match = AlertStateTests.match
    #expect(
      throws: RuleError(
        .duplicateSeries, "vector contains metrics with the same labelset after applying alert labels")
    ) {
      try AlertBook().advanced(by: [match, match], at: 0, AlertTiming(holdDuration: 0, keepFiringFor: 0))
    }
  }

  @Test func `values alone are no transition, phases are`() throws {
    let timing = AlertTiming(holdDuration: 60_000, keepFiringFor: 0)
    let pending = try AlertBook().advanced(by: [AlertStateTests.match], at: 0, timing)
    var other = AlertStateTests.match
    other.value = 2
    let stillPending = try pending.advanced(by: [other], at: 30_000, timing)
    let firing = try stillPending.advanced(by: [other], at: 60_000, timing)
    #expect(!stillPending.hasTransition(since: pending))
    #expect(firing.hasTransition(since: stillPending))
    #expect(pending.hasTransition(since: AlertBook()))
    #expect(AlertBook().hasTransition(since: pending))
  }

  @Test func `after an outage alerts are picked up as Prometheus does`() throws {
    let minute: Int64 = 60_000
    let cases: [(hold: Int64, spent: Int64, outage: Int64, activeAt: Int64?)] = [
      // No slot missed: nothing changes.
      (30, 10, 1, 0),
      // The outage does not count.
      (30, 10, 20, 20),
      // Less than the grace period remains: it is stretched.
      (30, 25, 5, 25 + 5 + 10 - 30),
      // `for` was over before.
      (30, 30, 20, 0),
      // Too long.
      (30, 10, 61, nil),
      // A short `for` gets no grace.
      (5, 2, 10, 10),
    ]
    for (hold, spent, outage, activeAt) in cases {
      let book = AlertBook([AlertState(AlertStateTests.match, at: 0)])
      let resumed = book.resumed(
        at: (spent + outage) * minute, lastSlot: spent * minute, interval: minute,
        AlertTiming(holdDuration: hold * minute, keepFiringFor: 0), OutagePolicy())
      #expect(resumed.sorted.first?.activeAt == activeAt.map { $0 * minute }, "for \(hold)m, outage \(outage)m")
    }
  }
}
