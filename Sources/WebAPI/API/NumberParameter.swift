import TimeSeries

/// Whole numbers and truth values in the parameters of the API, with Go's error texts.
enum NumberParameter {
  /// `limit` and its like: 0 or missing is no limit.
  static func limit(_ name: String, in parameters: FormParameters) throws(APIError) -> Int {
    let text = parameters[name]
    if text.isEmpty { return 0 }
    guard let limit = Int(text) else {
      throw APIError(parameter: name, "strconv.Atoi: parsing \(QuotedText.quoted(text)): invalid syntax")
    }
    guard limit >= 0 else { throw APIError(parameter: name, "limit must be non-negative") }
    return limit
  }

  /// As Go's `strconv.ParseBool`; `nil` if it is none.
  static func bool(_ text: String) -> Bool? {
    switch text {
    case "1", "t", "T", "TRUE", "true", "True": true
    case "0", "f", "F", "FALSE", "false", "False": false
    default: nil
    }
  }
}
