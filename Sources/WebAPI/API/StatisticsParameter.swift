import TimeSeries

/// The parameter `stats`: how much is told of what a query cost.
struct StatisticsParameter {
  let detail: QueryAnswerContent.StatisticsDetail
  /// What is to be said of a value that Prometheus takes for now.
  let warning: String?

  init(_ parameters: FormParameters) {
    let text = parameters["stats"]
    switch text {
    case "": (detail, warning) = (.none, nil)
    case "all": (detail, warning) = (.perStep, nil)
    case "true": (detail, warning) = (.totals, nil)
    default:
      detail = .totals
      warning =
        "value \(QuotedText.quoted(text)) for parameter \"stats\" is deprecated and will be rejected in the next major"
        + " release, use \"true\" or \"all\""
    }
  }
}
