import TimeSeries

extension TemplateFunction {
  static let elements: [TemplateFunction] = [
    TemplateFunction("len", .any) { (arguments, _) throws(FunctionError) in
      if case .none = arguments[0] { throw FunctionError("len of nil pointer") }
      guard let count = arguments[0].count else { throw FunctionError("len of type \(arguments[0].typeName)") }
      return .integer(count)
    },
    TemplateFunction("index", .any, rest: .any) { (arguments, _) throws(FunctionError) in
      if case .none = arguments[0] { throw FunctionError("index of untyped nil") }
      var item = arguments[0]
      for index in arguments.dropFirst() { item = try item.element(at: index) }
      return item
    },
    TemplateFunction("slice", .any, rest: .any) { (arguments, _) throws(FunctionError) in
      if case .none = arguments[0] { throw FunctionError("slice of untyped nil") }
      return try arguments[0].slice(Array(arguments.dropFirst()))
    },
  ]
}

extension TemplateValue {
  /// The element of a map or list; of a text the byte. What a map does not have is empty.
  fileprivate func element(at index: TemplateValue) throws(FunctionError) -> TemplateValue {
    switch self {
    case .labels(let labels): return .text(labels[try index.mapKey()])
    case .map(let map): return map.values[try index.mapKey()] ?? .none
    case .samples(let samples):
      let number = try index.offset(within: samples.count)
      guard number < samples.count else { throw FunctionError("reflect: slice index out of range") }
      return .sample(samples[number])
    case .text(let text), .html(let text):
      let bytes = Array(text.utf8)
      let number = try index.offset(within: bytes.count)
      guard number < bytes.count else { throw FunctionError("reflect: string index out of range") }
      return .integer(Int64(bytes[number]), .uint8)
    case .none: throw FunctionError("index of nil pointer")
    default: throw FunctionError("can't index item of type \(typeName)")
    }
  }

  private func mapKey() throws(FunctionError) -> String {
    switch self {
    case .text(let key): return key
    case .none: throw FunctionError("value is nil; should be of type string")
    default: throw FunctionError("value has type \(typeName); should be string")
    }
  }

  private func offset(within count: Int) throws(FunctionError) -> Int {
    switch self {
    case .integer(let number, _):
      guard number >= 0, number <= count else { throw FunctionError("index out of range: \(number)") }
      return Int(number)
    case .none: throw FunctionError("cannot index slice/array with nil")
    default: throw FunctionError("cannot index slice/array with type \(typeName)")
    }
  }

  fileprivate func slice(_ bounds: [TemplateValue]) throws(FunctionError) -> TemplateValue {
    guard bounds.count <= 3 else { throw FunctionError("too many slice indexes: \(bounds.count)") }
    switch self {
    case .text(let text), .html(let text):
      if bounds.count == 3 { throw FunctionError("cannot 3-index slice a string") }
      let range = try range(bounds, count: text.utf8.count)
      return .text(String(decoding: Array(text.utf8)[range], as: UTF8.self))
    case .samples(let samples): return .samples(Array(samples[try range(bounds, count: samples.count)]))
    default: throw FunctionError("can't slice item of type \(typeName)")
    }
  }

  private func range(_ bounds: [TemplateValue], count: Int) throws(FunctionError) -> Range<Int> {
    var numbers: [Int] = []
    for bound in bounds { numbers.append(try bound.offset(within: count)) }
    let (lower, upper) = (numbers.first ?? 0, numbers.count > 1 ? numbers[1] : count)
    guard lower <= upper else { throw FunctionError("invalid slice index: \(lower) > \(upper)") }
    if numbers.count == 3, upper > numbers[2] {
      throw FunctionError("invalid slice index: \(upper) > \(numbers[2])")
    }
    return lower..<upper
  }
}
