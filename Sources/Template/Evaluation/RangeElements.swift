import TimeSeries

/// What a loop runs over: elements with their indices or keys.
struct RangeElements {
  private enum Source {
    case samples([TemplateSample])
    case pairs([(key: String, value: TemplateValue)])
    case numbers(Int64)
  }

  private let source: Source
  private var position = 0

  /// - Throws: what Go says of values that have no elements.
  init(_ value: TemplateValue, with variableCount: Int, _ evaluator: Evaluator) throws(TemplateError) {
    switch value {
    case .samples(let samples): source = .samples(samples)
    case .labels(let labels): source = .pairs(labels.map { ($0.name, .text($0.value)) })
    case .map(let map): source = .pairs(map.keys.map { ($0, map.values[$0] ?? .none) })
    case .none: source = .numbers(0)
    case .integer(let count, _):
      guard variableCount < 2 else {
        throw evaluator.error("can't use \(value.shown) to iterate over more than one variable")
      }
      source = .numbers(count)
    default: throw evaluator.error("range can't iterate over \(value.shown)")
    }
  }

  mutating func next() -> (index: TemplateValue, element: TemplateValue)? {
    defer { position += 1 }
    switch source {
    case .samples(let samples):
      return position < samples.count ? (.integer(position), .sample(samples[position])) : nil
    case .pairs(let pairs): return position < pairs.count ? (.text(pairs[position].key), pairs[position].value) : nil
    case .numbers(let count): return position < count ? (.none, .integer(position)) : nil
    }
  }
}
