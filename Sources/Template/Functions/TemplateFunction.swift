import TimeSeries

/// A function or method that templates may call.
struct TemplateFunction: Sendable {
  /// What an argument must be. Its name is Go's.
  enum Parameter: String, Sendable {
    case any = "interface {}"
    case text = "string"
    case integer = "int"
    case samples = "template.queryResult"
    case sample = "*template.sample"
    case time = "time.Time"
    case duration = "time.Duration"
  }

  typealias Pure = @Sendable ([TemplateValue], FunctionScope) throws(FunctionError) -> TemplateValue

  enum Body: Sendable {
    /// Of a method the receiver is the first argument.
    case pure(Pure)
    /// Evaluates no more arguments than it must.
    case and, or
    /// Asks the caller of the expansion.
    case query
    /// Expands a template of the same text.
    case template
  }

  let name: String
  let parameters: [Parameter]
  /// What any number of further arguments must be.
  let rest: Parameter?
  let body: Body

  /// What a call costs beside its texts: compiling a regular expression takes as long as a hundred simple steps.
  var stepCount: Int { name == "match" || name == "reReplaceAll" ? 100 : 1 }

  init(_ name: String, _ parameters: [Parameter], rest: Parameter? = nil, body: Body) {
    self.name = name
    self.parameters = parameters
    self.rest = rest
    self.body = body
  }

  init(_ name: String, _ parameters: Parameter..., rest: Parameter? = nil, _ pure: @escaping Pure) {
    self.init(name, parameters, rest: rest, body: .pure(pure))
  }

  /// A function from text to text.
  static func text(
    _ name: String, _ transform: @escaping @Sendable (String) throws(FunctionError) -> String
  ) -> TemplateFunction {
    TemplateFunction(name, .text) { (arguments, _) throws(FunctionError) in
      .text(try transform(arguments[0].textOrEmpty))
    }
  }

  /// A function from a number, or what can be read as one, to text.
  static func number(
    _ name: String, _ transform: @escaping @Sendable (Double) throws(FunctionError) -> String
  ) -> TemplateFunction {
    TemplateFunction(name, .any) { (arguments, _) throws(FunctionError) in
      .text(try transform(try arguments[0].convertedToFloat()))
    }
  }
}

/// What functions know of the expansion.
struct FunctionScope: Sendable {
  /// Of the evaluation, in seconds.
  var nowSeconds: Double
  var externalURL: String
  /// Of a text that a function gives.
  var byteCountMax: Int
}

extension TemplateValue {
  /// The text of an argument that was checked to be one.
  var textOrEmpty: String {
    if case .text(let text) = self { text } else { "" }
  }

  /// As Prometheus reads numbers: floats, integers, durations in seconds, and texts that are numbers.
  func convertedToFloat() throws(FunctionError) -> Double {
    switch self {
    case .float(let value): return value
    case .integer(let value, .duration): return Double(value) / 1e9
    case .integer(let value, _): return Double(value)
    case .text(let text):
      guard let value = Double(text) else {
        throw FunctionError("strconv.ParseFloat: parsing \(QuotedText.quoted(text)): invalid syntax")
      }
      guard value.isFinite || !text.utf8.contains(where: { (0x30...0x39).contains($0) }) else {
        throw FunctionError("strconv.ParseFloat: parsing \(QuotedText.quoted(text)): value out of range")
      }
      return value
    default: throw FunctionError("can't convert \(typeName) to float")
    }
  }
}
