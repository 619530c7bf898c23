/// Cuts a format of Go's `printf` into texts and values to be printed.
struct FormatParser {
  enum Piece {
    case text(String)
    case value(TemplateValue, Unicode.Scalar, FormatSpec)
    /// Arguments that no verb takes.
    case extra([TemplateValue])
  }

  /// Go takes no larger numbers.
  private static let numberMax = 1_000_000

  private let format: [Unicode.Scalar]
  private let values: [TemplateValue]
  private var position = 0
  private var argument = 0
  /// Whether `%[n]` chose arguments: then none is left over.
  private var isReordered = false
  private var isGoodArgument = true
  private var hasIndex = false
  private var isDone = false
  private var pending: [Piece] = []

  init(_ format: String, _ values: [TemplateValue]) {
    self.format = Array(format.unicodeScalars)
    self.values = values
  }

  mutating func next() -> Piece? {
    if !pending.isEmpty { return pending.removeFirst() }
    guard position < format.count else { return end() }
    if format[position] != "%" { return .text(literal()) }
    position += 1
    return directive()
  }

  private mutating func end() -> Piece? {
    guard !isDone, !isReordered, argument < values.count else { return nil }
    isDone = true
    return .extra(Array(values[argument...]))
  }

  private mutating func literal() -> String {
    let end = format[position...].firstIndex(of: "%") ?? format.count
    defer { position = end }
    return text(format[position..<end])
  }

  private func text(_ scalars: some Sequence<Unicode.Scalar>) -> String {
    var view = String.UnicodeScalarView()
    view.append(contentsOf: scalars)
    return String(view)
  }

  private mutating func directive() -> Piece? {
    var spec = FormatSpec()
    (isGoodArgument, hasIndex) = (true, false)
    while let scalar = peek, spec.take(flag: scalar) { position += 1 }
    takeIndex()
    takeWidth(&spec)
    takePrecision(&spec)
    if !hasIndex { takeIndex() }
    guard let verb = peek else {
      pending.append(.text("%!(NOVERB)"))
      return next()
    }
    position += 1
    pending.append(piece(verb, spec))
    return next()
  }

  private mutating func piece(_ verb: Unicode.Scalar, _ spec: FormatSpec) -> Piece {
    if verb == "%" { return .text("%") }
    guard isGoodArgument else { return .text("%!\(verb)(BADINDEX)") }
    guard argument < values.count else { return .text("%!\(verb)(MISSING)") }
    defer { argument += 1 }
    return .value(values[argument], verb, spec)
  }

  private var peek: Unicode.Scalar? { position < format.count ? format[position] : nil }

  private mutating func takeNumber() -> Int? {
    var number: Int?
    while let scalar = peek, ("0"..."9").contains(scalar) {
      number = (number ?? 0) * 10 + Int(scalar.value - 0x30)
      position += 1
      if number ?? 0 > FormatParser.numberMax { return nil }
    }
    return number
  }

  private mutating func takeWidth(_ spec: inout FormatSpec) {
    guard peek == "*" else {
      spec.width = takeNumber()
      if hasIndex, spec.width != nil { isGoodArgument = false }
      return
    }
    position += 1
    if let width = takeArgument() { spec.setWidth(width) } else { pending.append(.text("%!(BADWIDTH)")) }
    hasIndex = false
  }

  private mutating func takePrecision(_ spec: inout FormatSpec) {
    guard peek == "." else { return }
    position += 1
    if hasIndex { isGoodArgument = false }
    takeIndex()
    guard peek == "*" else {
      spec.precision = takeNumber() ?? 0
      return
    }
    position += 1
    let precision = takeArgument()
    if precision == nil { pending.append(.text("%!(BADPREC)")) }
    spec.precision = precision.flatMap { $0 < 0 ? nil : $0 }
    hasIndex = false
  }

  /// The next argument as a number, for `*`.
  private mutating func takeArgument() -> Int? {
    guard argument < values.count else { return nil }
    defer { argument += 1 }
    guard case .integer(let value, _) = values[argument], value.magnitude <= FormatParser.numberMax else { return nil }
    return Int(value)
  }

  /// `[n]`: which argument comes next, counted from 1.
  private mutating func takeIndex() {
    guard peek == "[" else { return }
    isReordered = true
    hasIndex = true
    guard let close = format[position...].firstIndex(of: "]") else {
      isGoodArgument = false
      position += 1
      return
    }
    let number = Int(text(format[(position + 1)..<close]))
    position = close + 1
    guard let number, number >= 1, number <= values.count else {
      isGoodArgument = false
      return
    }
    argument = number - 1
  }
}
