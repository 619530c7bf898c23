package import TimeSeries

/// What flows through a template: the values that Go's templates see in Prometheus.
package enum TemplateValue: Sendable {
  /// Nothing at all: `nil`, or what is not there.
  case none
  case boolean(Bool)
  case integer(Int64, IntegerType)
  case float(Double)
  case text(String)
  /// Text that `safeHtml` or `tmpl` gave: a type of its own, which functions on texts refuse.
  case html(String)
  case labels(Labels)
  /// What `args` makes.
  case map(TemplateMap)
  /// What `query` gives.
  case samples([TemplateSample])
  case sample(TemplateSample)
  case time(TemplateTime)
  /// With its text, for PromQL knows how to write one.
  case histogram(FloatHistogram, text: String)
  /// The alert itself: `.` and `$`.
  indirect case subject(TemplateSubject)

  /// Integers of Go, of which some print as words.
  package enum IntegerType: String, Sendable {
    case int, int64, uint8
    case duration = "time.Duration"
    case month = "time.Month"
    case weekday = "time.Weekday"
  }

  static func integer(_ value: Int) -> TemplateValue { .integer(Int64(value), .int) }
}

/// One element of a query's answer.
package struct TemplateSample: Sendable {
  package var labels: Labels
  package var value: Double

  package init(labels: Labels, value: Double) {
    self.labels = labels
    self.value = value
  }
}

/// Values by name.
package struct TemplateMap: Sendable {
  let values: [String: TemplateValue]
  /// How many maps are in one another.
  let depth: Int

  init(_ values: [String: TemplateValue]) {
    self.values = values
    depth = values.values.reduce(1) { depth, value in
      guard case .map(let map) = value else { return depth }
      return max(depth, map.depth + 1)
    }
  }

  var keys: [String] { values.keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) } }
}

/// What an alert gives to its templates.
package struct TemplateSubject: Sendable {
  /// `.Labels`, `$labels`: those of the query's result, metric name included.
  package var labels: Labels
  /// `.ExternalLabels`, `$externalLabels`.
  package var externalLabels: Labels
  /// `.ExternalURL`, `$externalURL`.
  package var externalURL: String
  /// `.Value`, `$value`: a float or a histogram.
  package var value: TemplateValue
  /// `.Coverage`, `$coverage`: clusters that contributed ÷ clusters expected.
  package var coverage: Double

  package init(
    labels: Labels, externalLabels: Labels = .empty, externalURL: String = "", value: TemplateValue,
    coverage: Double = 1
  ) {
    self.labels = labels
    self.externalLabels = externalLabels
    self.externalURL = externalURL
    self.value = value
    self.coverage = coverage
  }

  /// As Prometheus has them, and as the value prints.
  var printedFields: [(name: String, value: TemplateValue)] {
    [
      ("Labels", .labels(labels)), ("ExternalLabels", .labels(externalLabels)), ("ExternalURL", .text(externalURL)),
      ("Value", value),
    ]
  }

  var fields: [(name: String, value: TemplateValue)] { printedFields + [("Coverage", .float(coverage))] }
}
