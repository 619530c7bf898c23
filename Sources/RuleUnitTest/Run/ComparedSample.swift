import PromQL
import TimeSeries

/// One element of an expression's worth, expected or got.
struct ComparedSample: Sendable {
  let labels: Labels
  let value: Double
  /// In its notation; empty for a float.
  let histogram: String

  init(labels: Labels, value: Double, histogram: String) {
    self.labels = labels
    self.value = value
    self.histogram = histogram
  }

  init(_ sample: VectorSample) {
    let histogram = sample.histogram.map(HistogramNotation.text) ?? ""
    self.init(labels: sample.labels, value: sample.histogram == nil ? sample.value : 0, histogram: histogram)
  }

  init(_ sample: ExpressionExpectation.Sample) throws(SeriesNotationError) {
    var labels = Labels.empty
    do {
      if !sample.labels.isEmpty { labels = try Parser.parseLabels(sample.labels) }
    } catch {
      throw SeriesNotationError(description: "labels \(QuotedText.quoted(sample.labels)): \(error)")
    }
    guard !sample.histogram.isEmpty else {
      self.init(labels: labels, value: sample.value, histogram: "")
      return
    }
    let histogram = try HistogramNotation.histogram(Substring(sample.histogram))
    self.init(labels: labels, value: 0, histogram: HistogramNotation.text(of: histogram))
  }

  /// As numbers are equal, so NaN never is; `isFuzzy` also takes the neighbouring number.
  func isEqual(to other: ComparedSample, isFuzzy: Bool) -> Bool {
    guard labels == other.labels, histogram == other.histogram else { return false }
    return value == other.value || isFuzzy && (value.nextUp == other.value || value.nextDown == other.value)
  }

  var text: String { "\(LabelPairs.text(Array(labels))) \(histogram.isEmpty ? number : histogram)" }

  /// As Go's `'E', -1`.
  private var number: String {
    let text = FloatText.exponential(value)
    return value.isFinite ? text.uppercased() : text
  }
}

extension [ComparedSample] {
  var text: String { isEmpty ? "nil" : map(\.text).joined(separator: ", ") }
}
