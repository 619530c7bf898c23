import TimeSeries

/// Which rule groups a body shows: all series of a group carry the moment at which it ran, and step by its interval.
///
/// Looked through after a body was read, so it costs a comparison for a line and no allocation.
struct RuleGroupSurvey: Sendable {
  /// One rule group, on the child's clock.
  struct Group: Equatable, Sendable {
    var interval: Milliseconds
    var newest: Timestamp
    var lineCount = 1
    /// Of these, the lines that are still of an earlier slot.
    var behindCount = 0
  }

  /// Lines of which this part belongs to no group make the survey worthless.
  private static let strayDivisor = 10

  private let groupsMax: Int
  private var found: [Group] = []
  private var latest = 0
  private var lineCount = 0
  private var strayCount = 0

  init(groupsMax: Int = PhaseSettings().groupsMax) { self.groupsMax = groupsMax }

  /// The groups; none if the child's timestamps are not those of rule groups.
  var groups: [Group] { strayCount * RuleGroupSurvey.strayDivisor > lineCount ? [] : found }

  /// Takes note of a line whose newest sample is at `timestamp`, `step` behind the one before.
  mutating func note(_ timestamp: Timestamp, step: Milliseconds) {
    lineCount += 1
    // Fast path: the line is of the same group as the one above it.
    if latest < found.count, found[latest].newest == timestamp, found[latest].interval == step {
      found[latest].lineCount += 1
      return
    }
    guard let index = found.firstIndex(where: { $0.interval == step && ($0.newest - timestamp) % step == 0 }) else {
      return begin(timestamp, step)
    }
    latest = index
    found[index].note(timestamp)
  }

  private mutating func begin(_ timestamp: Timestamp, _ step: Milliseconds) {
    guard found.count < groupsMax else {
      strayCount += 1
      return
    }
    latest = found.count
    found.append(Group(interval: step, newest: timestamp))
  }
}

extension RuleGroupSurvey.Group {
  fileprivate mutating func note(_ timestamp: Timestamp) {
    if timestamp > newest {
      behindCount = lineCount
      newest = timestamp
    } else if timestamp < newest {
      behindCount += 1
    }
    lineCount += 1
  }
}

extension ScrapeCache {
  /// The rule groups that the newest body shows.
  func ruleGroups(atMost groupsMax: Int) -> [RuleGroupSurvey.Group] {
    var survey = RuleGroupSurvey(groupsMax: groupsMax)
    for line in lines where line.pass == pass && line.step.newestDistance > 0 && line.verdict == .stored {
      survey.note(line.timestamp, step: line.step.newestDistance)
    }
    return survey.groups
  }
}
