import RE2
import TimeSeries

extension TemplateFunction {
  static let texts: [TemplateFunction] = [
    text("toUpper") { (text) throws(FunctionError) in CaseMapping.uppercased(text) },
    text("toLower") { (text) throws(FunctionError) in CaseMapping.lowercased(text) },
    text("title") { (text) throws(FunctionError) in titled(text) },
    text("stripPort") { (text) throws(FunctionError) in HostPort(text)?.host ?? text },
    text("stripDomain") { (text) throws(FunctionError) in HostPort.withoutDomain(text) },
    TemplateFunction("match", .text, .text) { (arguments, _) throws(FunctionError) in
      let regex = try expression(arguments[0].textOrEmpty) { $0.description }
      return .boolean(regex.groupsOfFirst(in: arguments[1].textOrEmpty, from: 0) != nil)
    },
    TemplateFunction("reReplaceAll", .text, .text, .text) { (arguments, scope) throws(FunctionError) in
      let regex = try expression(arguments[0].textOrEmpty) { "regexp: Compile(`\($0.pattern)`): \($0)" }
      let replacement = RelabelTemplate(arguments[1].textOrEmpty) { regex.groupNumber(named: $0) }
      return .text(try replaced(arguments[2].textOrEmpty, regex, replacement, scope.byteCountMax))
    },
  ]

  private static func expression(
    _ pattern: String, _ message: (RegularExpressionError) -> String
  ) throws(FunctionError) -> RegularExpression {
    do {
      return try RegularExpression(pattern)
    } catch {
      throw FunctionError(message(error))
    }
  }

  /// Every match replaced. An empty match counts unless it stands right behind another one.
  private static func replaced(
    _ text: String, _ regex: RegularExpression, _ replacement: RelabelTemplate, _ byteCountMax: Int
  ) throws(FunctionError) -> String {
    let bytes = Array(text.utf8)
    var result: [UInt8] = []
    var (copied, start, lastEnd) = (0, 0, -1)
    var searchedBytes = 0
    while start <= bytes.count, let groups = regex.groupsOfFirst(in: text, from: start), let match = groups[0] {
      result += bytes[copied..<match.lowerBound]
      if !match.isEmpty || match.lowerBound != lastEnd {
        result += replacement.expand(text, groups: groups).utf8
        lastEnd = match.upperBound
      }
      copied = match.upperBound
      start = match.isEmpty ? match.upperBound + characterWidth(bytes, at: match.upperBound) : match.upperBound
      searchedBytes += bytes.count - start
      guard searchedBytes <= TemplateLimits.searchedBytesMax else {
        throw FunctionError.limit("reReplaceAll finds too much in a text of \(bytes.count) bytes")
      }
      guard result.count <= byteCountMax else {
        throw FunctionError.limit("text longer than \(byteCountMax) bytes")
      }
    }
    result += bytes[copied...]
    return String(decoding: result, as: UTF8.self)
  }

  private static func characterWidth(_ bytes: [UInt8], at offset: Int) -> Int {
    var end = offset + 1
    while end < bytes.count, bytes[end] & 0xc0 == 0x80 { end += 1 }
    return end - offset
  }

  /// Every word begins with a capital, the rest stays; words are letters, digits and underscores.
  private static func titled(_ text: String) -> String {
    var result = String.UnicodeScalarView()
    var isInWord = false
    for scalar in text.unicodeScalars {
      let capital = scalar.properties.titlecaseMapping.unicodeScalars
      result.append(!isInWord && capital.count == 1 ? capital.first ?? scalar : scalar)
      isInWord = !isSeparator(scalar)
    }
    return String(result)
  }

  private static func isSeparator(_ scalar: Unicode.Scalar) -> Bool {
    if scalar == "_" || scalar.properties.isLetter || scalar.properties.generalCategory == .decimalNumber {
      return false
    }
    return scalar.isASCII || scalar.properties.isWhitespace
  }
}
