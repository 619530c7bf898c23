import Dedup
import TimeSeries

/// The parameter `explain`: what is to be told of how an answer came about.
enum ExplainParameter {
  private static let name = "explain"

  /// To be filled by the query, as far as `limits` allow; `nil` if the request does not ask.
  static func explanation(
    for parameters: FormParameters, _ limits: ExplanationLimits
  ) throws(APIError) -> DedupExplanation? {
    switch parameters[name] {
    case "": return nil
    case "dedup": return DedupExplanation(limits)
    case let other: throw APIError(parameter: name, "cannot explain \(QuotedText.quoted(other)), known is \"dedup\"")
    }
  }
}
