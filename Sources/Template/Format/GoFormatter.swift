import TimeSeries

/// Prints values as Go's package `fmt` does, up to a size.
struct GoFormatter {
  private(set) var text = ""
  private let byteCountMax: Int

  init(byteCountMax: Int) { self.byteCountMax = byteCountMax }

  /// Blanks only between operands that are both no texts.
  mutating func print(_ values: [TemplateValue]) throws(FunctionError) {
    var previousIsText = true
    for (index, value) in values.enumerated() {
      let isText = if case .text = value { true } else { false }
      if index > 0, !isText, !previousIsText { try write(" ") }
      try write(value, "v", FormatSpec())
      previousIsText = isText
    }
  }

  mutating func printLine(_ values: [TemplateValue]) throws(FunctionError) {
    for (index, value) in values.enumerated() {
      if index > 0 { try write(" ") }
      try write(value, "v", FormatSpec())
    }
    try write("\n")
  }

  mutating func print(_ format: String, _ values: [TemplateValue]) throws(FunctionError) {
    var parser = FormatParser(format, values)
    while let piece = parser.next() {
      switch piece {
      case .text(let text): try write(text)
      case .value(let value, let verb, let spec): try write(value, verb, spec)
      case .extra(let values): try writeExtra(values)
      }
    }
  }

  mutating func write(_ more: String) throws(FunctionError) {
    guard text.utf8.count + more.utf8.count <= byteCountMax else {
      throw FunctionError.limit("text longer than \(byteCountMax) bytes")
    }
    text += more
  }
}

// Values.
extension GoFormatter {
  mutating func write(_ value: TemplateValue, _ verb: Unicode.Scalar, _ spec: FormatSpec) throws(FunctionError) {
    if verb == "T" { return try pad(value.typeName, spec) }
    switch value {
    case .none: verb == "v" ? try pad("<nil>", spec) : try writeBad(value, verb, spec)
    case .boolean(let flag): verb == "v" || verb == "t" ? try pad("\(flag)", spec) : try writeBad(value, verb, spec)
    case .integer(let number, let type): try write(number, type, verb, spec)
    case .float(let number): try write(number, verb, spec)
    case .text(let text), .html(let text): try write(text, verb, spec, of: value)
    case .labels(let labels): try writeMap(labels.map { ($0.name, .text($0.value)) }, value, verb, spec)
    case .map(let map): try writeMap(map.keys.map { ($0, map.values[$0] ?? .none) }, value, verb, spec)
    case .samples(let samples): try writeList(samples.map(TemplateValue.sample), value, verb, spec)
    case .sample(let sample):
      try write("&")
      try write(sample, verb, spec)
    case .time(let time): try write(time.text, verb, spec, of: value)
    case .histogram(_, let text): try write(text, verb, spec, of: value)
    case .subject(let subject): try writeStruct(subject.printedFields, value, verb, spec)
    }
  }

  /// A sample by itself, without the sign of a pointer.
  mutating func write(
    _ sample: TemplateSample, _ verb: Unicode.Scalar, _ spec: FormatSpec
  ) throws(FunctionError) {
    let fields: [(String, TemplateValue)] = [("Labels", .labels(sample.labels)), ("Value", .float(sample.value))]
    try writeStruct(fields, .sample(sample), verb, spec)
  }

  /// `%!d(string=x)`: a verb that the value does not know.
  private mutating func writeBad(
    _ value: TemplateValue, _ verb: Unicode.Scalar, _ spec: FormatSpec
  ) throws(FunctionError) {
    try write("%!\(verb)(")
    try writeTyped(value, spec)
    try write(")")
  }

  private mutating func writeTyped(_ value: TemplateValue, _ spec: FormatSpec) throws(FunctionError) {
    if case .none = value { return try write("<nil>") }
    try write(value.typeName + "=")
    try write(value, "v", spec)
  }

  private mutating func writeExtra(_ values: [TemplateValue]) throws(FunctionError) {
    try write("%!(EXTRA ")
    for (index, value) in values.enumerated() {
      if index > 0 { try write(", ") }
      try writeTyped(value, FormatSpec())
    }
    try write(")")
  }

  private mutating func writeMap(
    _ pairs: [(String, TemplateValue)], _ value: TemplateValue, _ verb: Unicode.Scalar, _ spec: FormatSpec
  ) throws(FunctionError) {
    let isSource = verb == "v" && spec.isSharp
    try write(isSource ? value.typeName + "{" : "map[")
    for (index, pair) in pairs.enumerated() {
      if index > 0 { try write(isSource ? ", " : " ") }
      try write(.text(pair.0), verb, spec)
      try write(":")
      try write(pair.1, verb, spec)
    }
    try write(isSource ? "}" : "]")
  }

  private mutating func writeList(
    _ values: [TemplateValue], _ value: TemplateValue, _ verb: Unicode.Scalar, _ spec: FormatSpec
  ) throws(FunctionError) {
    let isSource = verb == "v" && spec.isSharp
    try write(isSource ? value.typeName + "{" : "[")
    for (index, element) in values.enumerated() {
      if index > 0 { try write(isSource ? ", " : " ") }
      try write(element, verb, spec)
    }
    try write(isSource ? "}" : "]")
  }

  private mutating func writeStruct(
    _ fields: [(name: String, value: TemplateValue)], _ value: TemplateValue, _ verb: Unicode.Scalar,
    _ spec: FormatSpec
  ) throws(FunctionError) {
    let isSource = verb == "v" && spec.isSharp
    let isNamed = isSource || verb == "v" && spec.isPlus
    try write(isSource ? String(value.typeName.drop { $0 == "*" }) + "{" : "{")
    for (index, field) in fields.enumerated() {
      if index > 0 { try write(isSource ? ", " : " ") }
      if isNamed { try write(field.name + ":") }
      try write(field.value, verb, spec)
    }
    try write("}")
  }
}

// Texts and numbers.
extension GoFormatter {
  private mutating func write(
    _ text: String, _ verb: Unicode.Scalar, _ spec: FormatSpec, of value: TemplateValue
  ) throws(FunctionError) {
    switch verb {
    case "v" where spec.isSharp: try pad(QuotedText.quoted(text), spec)
    case "v", "s": try pad(cut(text, spec), spec)
    case "q": try pad(quoted(cut(text, spec), spec), spec)
    case "x", "X": try pad(hexadecimal(text, spec, isUpper: verb == "X"), spec)
    default: try writeBad(value, verb, spec)
    }
  }

  private func cut(_ text: String, _ spec: FormatSpec) -> String {
    spec.precision.map { String(text.unicodeScalars.prefix($0)) } ?? text
  }

  private func quoted(_ text: String, _ spec: FormatSpec) -> String {
    let isRaw =
      spec.isSharp && !text.unicodeScalars.contains { $0 == "`" || ($0 != "\t" && !QuotedText.isPrintable($0)) }
    if isRaw { return "`\(text)`" }
    return spec.isPlus ? IntegerFormat.asciiOnly(QuotedText.quoted(text)) : QuotedText.quoted(text)
  }

  private func hexadecimal(_ text: String, _ spec: FormatSpec, isUpper: Bool) -> String {
    let prefix = spec.isSharp ? (isUpper ? "0X" : "0x") : ""
    let bytes = text.utf8.prefix(spec.precision ?? .max).map { byte in
      (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: isUpper)
    }
    guard spec.isSpace else { return bytes.isEmpty ? "" : prefix + bytes.joined() }
    return bytes.map { prefix + $0 }.joined(separator: " ")
  }

  private mutating func write(
    _ number: Int64, _ type: TemplateValue.IntegerType, _ verb: Unicode.Scalar, _ spec: FormatSpec
  ) throws(FunctionError) {
    if let word = type.word(for: number), ["v", "s", "q", "x", "X"].contains(verb) {
      return try write(word, verb, spec, of: .integer(number, type))
    }
    switch verb {
    case "v": try pad(IntegerFormat.digits(number, radix: 10, "", spec.withoutPlus), spec.withoutZero)
    case "d": try pad(IntegerFormat.digits(number, radix: 10, "", spec), spec.withoutZero)
    case "b": try pad(IntegerFormat.digits(number, radix: 2, spec.isSharp ? "0b" : "", spec), spec.withoutZero)
    case "o": try pad(IntegerFormat.digits(number, radix: 8, spec.isSharp ? "0" : "", spec), spec.withoutZero)
    case "O": try pad(IntegerFormat.digits(number, radix: 8, "0o", spec), spec.withoutZero)
    case "x": try pad(IntegerFormat.digits(number, radix: 16, spec.isSharp ? "0x" : "", spec), spec.withoutZero)
    case "X":
      let digits = IntegerFormat.digits(number, radix: 16, spec.isSharp ? "0x" : "", spec)
      try pad(digits.uppercased(), spec.withoutZero)
    case "c": try pad(String(IntegerFormat.scalar(number)), spec)
    case "q":
      let quoted = IntegerFormat.quoted(number)
      try pad(spec.isPlus ? IntegerFormat.asciiOnly(quoted) : quoted, spec)
    case "U": try pad(IntegerFormat.codePoint(number, spec), spec.withoutZero)
    default: try writeBad(.integer(number, type), verb, spec)
    }
  }

  private mutating func write(
    _ number: Double, _ verb: Unicode.Scalar, _ spec: FormatSpec
  ) throws(FunctionError) {
    let precision = spec.precision.map { min($0, byteCountMax) }
    let digits: String
    switch verb {
    case "v", "g", "G":
      let shortest = precision ?? (spec.isSharp && verb != "v" ? 6 : nil)
      digits =
        shortest.map { FloatFormat.formatted(number, "g", precision: $0, isAlternate: spec.isSharp) }
        ?? FloatFormat.general(number)
    case "e", "E", "f", "F":
      let style: Unicode.Scalar = verb == "e" || verb == "E" ? "e" : "f"
      digits = FloatFormat.formatted(number, style, precision: precision ?? 6, isAlternate: spec.isSharp)
    case "x", "X": digits = FloatFormat.hexadecimal(number, precision: precision)
    case "b": digits = FloatFormat.binary(number)
    default: return try writeBad(.float(number), verb, spec)
    }
    let isUpper = number.isFinite && ["E", "G", "X"].contains(verb)
    try padFloat(
      isUpper ? digits.uppercased() : digits, verb == "v" ? spec.withoutPlus : spec, isFinite: number.isFinite)
  }

  /// Zeros come between the sign and the digits; a plus only where asked for, but always before `Inf`.
  private mutating func padFloat(_ digits: String, _ spec: FormatSpec, isFinite: Bool) throws(FunctionError) {
    let isSigned = digits.hasPrefix("-") || digits.hasPrefix("+")
    let sign = isSigned ? String(digits.prefix(1)) : spec.isPlus ? "+" : spec.isSpace ? " " : ""
    let shownSign = sign == "+" && spec.isSpace && !spec.isPlus ? " " : sign
    let magnitude = isSigned ? String(digits.dropFirst()) : digits
    guard isFinite, spec.isZero, !spec.isMinus, let width = spec.width else {
      return try pad(shownSign + magnitude, spec.withoutZero)
    }
    try checkWidth(width)
    let zeroCount = max(0, width - shownSign.utf8.count - magnitude.utf8.count)
    try write(shownSign + String(repeating: "0", count: zeroCount) + magnitude)
  }

  /// Up to the width, in characters, on the left unless `-` was given.
  private mutating func pad(_ text: String, _ spec: FormatSpec) throws(FunctionError) {
    guard let width = spec.width else { return try write(text) }
    try checkWidth(width)
    let filler = String(repeating: spec.isZero ? "0" : " ", count: max(0, width - text.unicodeScalars.count))
    try write(spec.isMinus ? text + filler : filler + text)
  }

  private func checkWidth(_ width: Int) throws(FunctionError) {
    guard width <= byteCountMax else { throw FunctionError.limit("text longer than \(byteCountMax) bytes") }
  }
}

extension FormatSpec {
  /// `%+v` names fields; it does not ask for signs.
  fileprivate var withoutPlus: FormatSpec {
    var spec = self
    spec.isPlus = false
    return spec
  }

  fileprivate var withoutZero: FormatSpec {
    var spec = self
    spec.isZero = false
    return spec
  }
}
