import PromQL
import TimeSeries

/// What a unit test file of rules says, checked. Times are offsets from the start of a test.
struct RuleTestFile: Sendable {
  /// Every rule file that exists, in order.
  var rulePaths: [String] = []
  /// Patterns that name no file.
  var unmatchedPatterns: [String] = []
  /// Between two evaluations, of every group alike.
  var evaluationInterval: Milliseconds = 60_000
  /// Groups by name; the others count as standing with the first.
  var groupOrder: [String] = []
  /// Whether values may differ in the last bit.
  var isFuzzy = false
  var tests: [RuleTest] = []
}

/// Series, and what rules must make of them.
struct RuleTest: Sendable {
  /// Empty if it has none.
  var name: String
  /// Its place in the file, from 0.
  var number: Int
  var start: Timestamp
  /// Between two samples of the series.
  var interval: Milliseconds
  var series: [InputSeries]
  var externalLabels: Labels
  var externalURL: String
  var alertExpectations: [AlertExpectation]
  var expressionExpectations: [ExpressionExpectation]

  /// What it is called in reports.
  var reportName: String { name.isEmpty ? "unnamed#\(number)" : name }

  /// When the last thing is looked at.
  var lastEvaluation: Milliseconds {
    (alertExpectations.map(\.evaluation) + expressionExpectations.map(\.evaluation)).max() ?? 0
  }
}

struct InputSeries: Sendable {
  var labels: Labels
  /// One for each interval; `nil` where there is no sample.
  var values: [SeriesValue?]
}

/// The alerts of one name that fire at one time, and no others.
struct AlertExpectation: Sendable {
  var evaluation: Milliseconds
  var alertName: String
  var alerts: [FiringAlert]
}

/// Labels and annotations by name, empty values kept.
struct FiringAlert: Sendable, Equatable {
  var labels: [Label]
  var annotations: [Label]
}

/// What an expression is worth at one time.
struct ExpressionExpectation: Sendable {
  struct Sample: Sendable {
    /// As written: read only when compared, so that one that is malformed fails its test alone.
    var labels: String
    var value: Double
    /// In the notation of series.
    var histogram: String
  }

  var evaluation: Milliseconds
  var expression: String
  var samples: [Sample]
}
