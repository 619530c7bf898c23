import TimeSeries

extension FunctionLibrary {
  /// Functions that put the answer to an instant query in order. That of a range query is in order of labels.
  static let order: [Function] = [
    Function("sort", dropsName: false, .vector { call in try await sortedByValue(call, descending: false) }),
    Function("sort_desc", dropsName: false, .vector { call in try await sortedByValue(call, descending: true) }),
    Function("sort_by_label", dropsName: false, .vector { call in try await sortedByLabel(call, descending: false) }),
    Function(
      "sort_by_label_desc", dropsName: false, .vector { call in try await sortedByLabel(call, descending: true) }),
  ]

  /// NaN comes last either way; equal values are in order of their labels.
  private static func sortedByValue(_ call: FunctionCall, descending: Bool) async throws -> any StepSource {
    let floats = MappedSource(call.source(0), dropsName: false) { $0.removeHistograms() }
    guard isOrdered(call) else { return floats }
    return try await sorted(call.context.collect(floats)) { left, right in
      let (a, b) = (left.column.values[0], right.column.values[0])
      if a.isNaN || b.isNaN { return a.isNaN == b.isNaN ? left.labels < right.labels : b.isNaN }
      if a == b { return left.labels < right.labels }
      return descending ? a > b : a < b
    }
  }

  /// In natural order of the values of the named labels, then of all labels.
  private static func sortedByLabel(_ call: FunctionCall, descending: Bool) async throws -> any StepSource {
    guard isOrdered(call) else { return call.source(0) }
    let names = call.strings(from: 1)
    return try await sorted(call.vector(0)) { left, right in
      for name in names {
        let (a, b) = (left.labels[name], right.labels[name])
        if a != b { return NaturalOrder.precedes(a, b) != descending }
      }
      return descending ? right.labels < left.labels : left.labels < right.labels
    }
  }

  private static func isOrdered(_ call: FunctionCall) -> Bool {
    if call.grid.count == 1 { return true }
    call.context.warn(
      "sort is ineffective for range queries since results are always ordered by labels", at: call.expression.range)
    return false
  }

  private typealias Element = (labels: Labels, column: StepColumn)

  private static func sorted(_ vector: StepVector, by precedes: (Element, Element) -> Bool) -> StepVector {
    let order = vector.shapes.indices.sorted { left, right in
      precedes(
        (vector.shapes[left].labels, vector.columns[left]), (vector.shapes[right].labels, vector.columns[right]))
    }
    return StepVector(shapes: order.map { vector.shapes[$0] }, columns: order.map { vector.columns[$0] })
  }
}

/// The order in which people count: `item2` before `item10`.
enum NaturalOrder {
  /// Runs of digits compare as numbers, all else as bytes.
  static func precedes(_ left: String, _ right: String) -> Bool {
    var (a, b) = (Substring(left).utf8, Substring(right).utf8)
    while !a.isEmpty, !b.isEmpty {
      let (first, second) = (takeRun(&a), takeRun(&b))
      if first.elementsEqual(second) { continue }
      guard let x = number(first), let y = number(second) else { return first.lexicographicallyPrecedes(second) }
      if x != y { return x < y }
    }
    return a.isEmpty && !b.isEmpty
  }

  /// The digits, or else the characters up to the next digit, at the front.
  private static func takeRun(_ text: inout Substring.UTF8View) -> Substring.UTF8View {
    let isNumber = text.first?.isDigit ?? false
    let run = text.prefix { $0.isDigit == isNumber }
    text = text.dropFirst(run.count)
    return run
  }

  private static func number(_ run: Substring.UTF8View) -> UInt64? { UInt64(Substring(run)) }
}
