import TimeSeries

/// Whole numbers and truth values in the parameters of the API, with Go's error texts.
enum NumberParameter {
  /// `limit` and its like: 0 or missing is no limit.
  static func limit(_ name: String, in parameters: FormParameters) throws(APIError) -> Int {
    let text = parameters[name]
    if text.isEmpty { return 0 }
    guard let limit = Int(text) else {
      let reason = isWhole(text) ? "value out of range" : "invalid syntax"
      throw APIError(parameter: name, "strconv.Atoi: parsing \(QuotedText.quoted(text)): \(reason)")
    }
    guard limit >= 0 else { throw APIError(parameter: name, "limit must be non-negative") }
    return limit
  }

  /// Whether it is digits, perhaps with a sign.
  private static func isWhole(_ text: String) -> Bool {
    let digits = text.utf8.drop { $0 == UInt8(ascii: "+") || $0 == UInt8(ascii: "-") }
    return text.utf8.count - digits.count <= 1 && !digits.isEmpty
      && digits.allSatisfy { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }
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
