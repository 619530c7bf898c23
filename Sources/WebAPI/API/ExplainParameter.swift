import TimeSeries

/// The parameter `explain`: what is to be told of how an answer came about.
struct ExplainParameter {
  private static let name = "explain"

  /// What each part of the query did.
  let wantsPlan: Bool
  /// Which replica each point is from.
  let wantsDedup: Bool

  init(_ parameters: FormParameters) throws(APIError) {
    let text = parameters[ExplainParameter.name]
    switch text {
    case "dedup", "all": (wantsPlan, wantsDedup) = (text == "all", true)
    case "": (wantsPlan, wantsDedup) = (false, false)
    default:
      guard let wanted = NumberParameter.bool(text) else {
        throw APIError(
          parameter: ExplainParameter.name,
          "cannot explain \(QuotedText.quoted(text)), known are \"true\" (the plan), \"dedup\" and \"all\"")
      }
      (wantsPlan, wantsDedup) = (wanted, false)
    }
  }
}
