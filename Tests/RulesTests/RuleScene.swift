import Logging
import PromQL
import Storage
import Telemetry
import Template
import TestSupport
import Threads
import TimeSeries

@testable import Rules

/// A rule manager with a clock of its own, storage that remembers, and answers by expression.
final class RuleScene: Sendable {
  typealias Element = (labels: Labels, value: Double)

  struct Failure: Error {}

  private enum Answer: Sendable {
    case vector([Element])
    case scalar(Double)
    case text(String)
    case failure
  }

  private let answers = Locked<[String: Answer]>([:])
  private let time: Locked<Timestamp>
  private let written = Locked<[String]>([])
  private let asked = Locked<[(text: String, timestamp: Timestamp)]>([])
  let storage: RecordingStorage
  let registry = Registry()
  let manager: RuleManager

  /// A scene that begins at `time`. Scenes with one storage are one server that is started again.
  init(
    at time: Timestamp = 1_000_000, storage: RecordingStorage = RecordingStorage(),
    delivery: AlertDelivery = AlertDelivery(), limits: RuleLimits = RuleLimits()
  ) throws {
    let clock = Locked(time)
    self.time = clock
    self.storage = storage
    let (answers, asked) = (answers, asked)
    manager = try RuleManager(
      query: RuleQuery { (expression, timestamp, _) async throws(QueryError) -> QueryResult in
        asked.withLock { $0.append((expression.text, timestamp)) }
        return try RuleScene.result(answers.withLock { $0[expression.text] }, timestamp)
      }, view: { MemoryStorage() }, storage: storage, registry: registry,
      logger: Logger(label: "test") { [written] _ in WarningLog(written) },
      limits: limits, delivery: delivery, clock: { clock.withLock { $0 } })
  }

  private static func result(_ answer: Answer?, _ timestamp: Timestamp) throws(QueryError) -> QueryResult {
    let value: QueryValue
    switch answer {
    case .vector(let elements):
      value = .vector(elements.map { VectorSample(labels: $0.labels, timestamp: timestamp, value: $0.value) })
    case .scalar(let number): value = .scalar(timestamp, number)
    case .text(let text): value = .string(timestamp, text)
    case .failure: throw QueryError(.execution, "many-to-many matching not allowed")
    case nil: value = .vector([])
    }
    return QueryResult(value: value, annotations: Annotations(), statistics: QueryStatistics())
  }

  /// What was logged, from warnings up.
  var warnings: [String] { written.withLock { $0 } }

  var now: Timestamp { time.withLock { $0 } }

  /// What was asked, in order.
  var queries: [(text: String, timestamp: Timestamp)] { asked.withLock { $0 } }

  func answer(_ text: String, _ elements: [Element]) { answers.withLock { $0[text] = .vector(elements) } }
  func answer(_ text: String, scalar: Double) { answers.withLock { $0[text] = .scalar(scalar) } }
  func answer(_ text: String, string: String) { answers.withLock { $0[text] = .text(string) } }
  func fail(_ text: String) { answers.withLock { $0[text] = .failure } }

  func apply(_ groups: RuleGroupSettings..., defaults: RuleDefaults = RuleDefaults(evaluationInterval: 15_000)) {
    manager.apply(groups, defaults)
  }

  /// Moves the clock on and does what is due then.
  func advance(_ duration: Milliseconds = 15_000) async {
    time.withLock { $0 += duration }
    await manager.evaluateDue()
  }

  var rules: [RuleStatus] { manager.groups().flatMap(\.rules) }
}

/// Short forms for settings in tests.
enum RuleNotation {
  static func group(
    named name: String = "g", interval: Milliseconds = 15_000, offset: Milliseconds = 0, limit: Int = 0,
    _ rules: RuleSettings...
  ) -> RuleGroupSettings {
    RuleGroupSettings(
      file: "rules.yml", name: name, interval: interval, queryOffset: offset, limit: limit, rules: rules)
  }

  static func record(_ name: String, _ text: String, _ labels: [(String, String)] = []) throws -> RuleSettings {
    RuleSettings(
      name: name, expression: try Parser.parse(text),
      kind: .recording(labels: labels.map { Label(name: $0.0, value: $0.1) }))
  }

  static func alert(
    _ name: String, _ text: String, for hold: Milliseconds = 0, keep: Milliseconds = 0,
    labels: [(String, String)] = [], annotations: [(String, String)] = []
  ) throws -> RuleSettings {
    func fields(_ pairs: [(String, String)]) throws -> [AlertingRuleSettings.Field] {
      try pairs.map {
        .init(name: $0.0, template: try Template($0.1, name: AlertingRuleSettings.templateName(ofAlert: name)))
      }
    }
    return RuleSettings(
      name: name, expression: try Parser.parse(text),
      kind: .alerting(
        AlertingRuleSettings(
          holdDuration: hold, keepFiringFor: keep, labels: try fields(labels), annotations: try fields(annotations))))
  }
}
