import TimeSeries

/// Percent-encoding in URLs and forms.
enum PercentEncoding {
  /// The text that `bytes` encode.
  ///
  /// - Parameter plusIsSpace: whether `+` means a space, as in queries and forms, unlike in paths.
  /// - Throws: ``APIError`` (`bad_data`) for a broken escape and for bytes that are no UTF-8.
  static func decoded(_ bytes: ArraySlice<UInt8>, plusIsSpace: Bool = true) throws(APIError) -> String {
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count)
    var index = bytes.startIndex
    while index < bytes.endIndex {
      switch bytes[index] {
      case UInt8(ascii: "%"):
        result.append(try escaped(bytes[index...]))
        index += 3
      case UInt8(ascii: "+") where plusIsSpace:
        result.append(UInt8(ascii: " "))
        index += 1
      default:
        result.append(bytes[index])
        index += 1
      }
    }
    guard let text = String(validating: result, as: UTF8.self) else {
      throw APIError(.badData, "error parsing form values: a value is not valid UTF-8")
    }
    return text
  }

  private static func escaped(_ rest: ArraySlice<UInt8>) throws(APIError) -> UInt8 {
    let digits = rest.dropFirst().prefix(2)
    guard digits.count == 2, let high = hexDigit(digits[digits.startIndex]),
      let low = hexDigit(digits[digits.startIndex + 1])
    else {
      let shown = QuotedText.quoted(String(decoding: rest.prefix(3), as: UTF8.self))
      throw APIError(.badData, "error parsing form values: invalid URL escape \(shown)")
    }
    return high << 4 | low
  }

  private static func hexDigit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
    default: nil
    }
  }
}
