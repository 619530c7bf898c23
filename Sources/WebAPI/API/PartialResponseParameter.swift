import TimeSeries

/// Thanos's parameter `partial_response`: whether an answer that lacks a cluster is an answer.
enum PartialResponseParameter {
  private static let name = "partial_response"

  /// True unless the request says otherwise.
  static func isAllowed(by parameters: FormParameters) throws(APIError) -> Bool {
    let text = parameters[name]
    if text.isEmpty { return true }
    guard let value = NumberParameter.bool(text) else {
      throw APIError(
        .badData, "'\(name)' parameter: strconv.ParseBool: parsing \(QuotedText.quoted(text)): invalid syntax")
    }
    return value
  }
}
