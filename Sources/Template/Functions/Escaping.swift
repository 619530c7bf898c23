import TimeSeries

extension TemplateFunction {
  static let escaping: [TemplateFunction] = [
    joined("html") { Escaping.html($0) },
    joined("js") { Escaping.javaScript($0) },
    joined("urlquery") { QueryText.escaped($0) },
    text("urlQueryEscape") { (text) throws(FunctionError) in QueryText.escaped(text) },
    TemplateFunction("safeHtml", .text) { arguments, _ in .html(arguments[0].textOrEmpty) },
  ]

  /// A function of the text that all arguments give when printed.
  private static func joined(_ name: String, _ escape: @escaping @Sendable (String) -> String) -> TemplateFunction {
    TemplateFunction(name, rest: .any) { (arguments, scope) throws(FunctionError) in
      var formatter = GoFormatter(byteCountMax: scope.byteCountMax)
      if arguments.count == 1, case .none = arguments[0] { return .text(escape("<no value>")) }
      try formatter.print(arguments)
      return .text(escape(formatter.text))
    }
  }
}

/// Texts made safe for other languages, as Go's text/template and net/url do.
enum Escaping {
  static func html(_ text: String) -> String {
    mapped(text) { scalar in
      switch scalar {
      case "\"": "&#34;"
      case "'": "&#39;"
      case "&": "&amp;"
      case "<": "&lt;"
      case ">": "&gt;"
      case "\u{0}": "\u{fffd}"
      default: nil
      }
    }
  }

  static func javaScript(_ text: String) -> String {
    mapped(text) { scalar in
      switch scalar {
      case "\\": return "\\\\"
      case "'": return "\\'"
      case "\"": return "\\\""
      case "<", ">", "&", "=": return "\\u" + hex(UInt32(scalar.value), 4)
      case _ where scalar.value < 0x20: return "\\u" + hex(scalar.value, 4)
      case _ where !scalar.isASCII && !QuotedText.isPrintable(scalar): return "\\u" + hex(scalar.value, 4)
      default: return nil
      }
    }
  }

  private static func hex(_ value: UInt32, _ width: Int) -> String {
    let digits = String(value, radix: 16, uppercase: true)
    return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
  }

  private static func mapped(_ text: String, _ replacement: (Unicode.Scalar) -> String?) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      if let replaced = replacement(scalar) { result += replaced } else { result.unicodeScalars.append(scalar) }
    }
    return result
  }
}
