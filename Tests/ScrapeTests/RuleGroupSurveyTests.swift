import TestSupport
import Testing
import TimeSeries

@testable import Scrape

struct RuleGroupSurveyTests {
  private func groups(_ lines: [(Timestamp, Milliseconds)]) -> [RuleGroupSurvey.Group] {
    var survey = RuleGroupSurvey()
    for (timestamp, step) in lines { survey.note(timestamp, step: step) }
    return survey.groups
  }

  @Test func `lines of one moment and one step are a group, those a slot behind belong to it`() {
    let found = groups([(100_000, 15_000), (100_000, 15_000), (85_000, 15_000), (104_000, 15_000), (100_000, 60_000)])
    #expect(
      found == [
        .init(interval: 15_000, newest: 100_000, lineCount: 3, behindCount: 1),
        .init(interval: 15_000, newest: 104_000), .init(interval: 60_000, newest: 100_000),
      ])
    #expect(
      groups([(85_000, 15_000), (100_000, 15_000)]) == [
        .init(interval: 15_000, newest: 100_000, lineCount: 2, behindCount: 1)
      ])
  }

  @Test func `timestamps of every line its own are no groups`() {
    #expect(groups((0..<100).map { (Timestamp(100_000 + $0 * 37), 15_000) }).isEmpty)
  }

  @Test func `slots that a child leaves out are counted, those that were not asked for are not`() {
    func group(_ newest: Timestamp, _ interval: Milliseconds = 15_000) -> [RuleGroupSurvey.Group] {
      [.init(interval: interval, newest: newest, lineCount: 10)]
    }
    var skipped = SkippedSlots()
    #expect(skipped.note(group(100_000), wasAsked: true) == 0)
    #expect(skipped.note(group(115_000), wasAsked: true) == 0)
    #expect(skipped.note(group(160_000, 45_000), wasAsked: true) == 2)
    #expect(skipped.note(group(175_000), wasAsked: true) == 0)
    #expect(skipped.note(group(205_000, 30_000), wasAsked: false) == 0)
    #expect(skipped.count == 2)
  }

  @Test func `a child with more groups than are told apart shows none`() {
    for (groupsMax, found) in [(3, 3), (2, 0)] {
      var survey = RuleGroupSurvey(groupsMax: groupsMax)
      for group in 0..<3 as Range<Timestamp> { survey.note(1000 + group, step: 15_000) }
      #expect(survey.groups.count == found)
    }
  }

  @Test func `a cycle learns its child's clock, its groups, and what it skipped`() async throws {
    let child = try ChildFixture()
    var cycle = try child.cycle()
    for (tick, newest) in [(15_000, 14_000), (30_000, 29_000), (45_000, 29_000), (60_000, 59_000)] {
      child.answers(FederatedBody.of([(name: "job:a:sum", job: "x")], at: Timestamp(newest)))
      _ = try #require(await cycle.run(at: Timestamp(tick)))
    }
    #expect(cycle.cache.ruleGroups(atMost: 16) == [.init(interval: 30_000, newest: 59_000)])
    #expect(cycle.skippedSlots.count == 1)
    // The fixture's clock says 1000.
    #expect(cycle.skew.estimate == 58_000)
  }

  @Test func `the first bad line is shown with its number and a bounded part of its text`() async throws {
    let child = try ChildFixture("job:a:sum 1\njob:b:sum{x=\"" + String(repeating: "y", count: 5000) + "\"} what\n")
    var cycle = try child.cycle()
    let report = await cycle.run(at: 15_000)
    let line = try #require(report?.error?.badLine)
    #expect(line.number == 2)
    #expect(line.text.count < 100 && line.text.contains("what"), "\(line.text)")
  }
}
