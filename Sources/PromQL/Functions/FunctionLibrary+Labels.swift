import RE2
import TimeSeries

extension FunctionLibrary {
  /// Functions that write labels.
  static let labels: [Function] = [
    Function("label_replace", dropsName: false, .vector { call in try await replaceLabel(call) }),
    Function("label_join", dropsName: false, .vector { call in try await joinLabels(call) }),
  ]

  private static func replaceLabel(_ call: FunctionCall) async throws -> any StepSource {
    let (destination, replacement, source) = (call.string(1), call.string(2), call.string(3))
    let regex = try expression(call.string(4))
    guard !destination.isEmpty else {
      throw QueryError(.execution, "invalid destination label name in label_replace(): \(destination)")
    }
    let template = RelabelTemplate(replacement, groupsOf: regex)
    return try await setting(destination, of: call) { labels in
      let value = labels[source]
      guard let groups = regex.groups(of: value) else { return nil }
      try call.context.holdMemory(template.byteCount(groups: groups))
      return template.expand(value, groups: groups)
    }
  }

  private static func expression(_ pattern: String) throws -> LabelRegex {
    do throws(RegularExpressionError) {
      return try LabelRegex(pattern)
    } catch {
      throw QueryError(.execution, "invalid regular expression in label_replace(): \(pattern)")
    }
  }

  private static func joinLabels(_ call: FunctionCall) async throws -> any StepSource {
    let (destination, separator) = (call.string(1), call.string(2))
    let sources = call.strings(from: 3)
    let names = Set(sources)
    guard !sources.contains("") else {
      throw QueryError(.execution, "invalid source label name in label_join(): ")
    }
    guard !destination.isEmpty else {
      throw QueryError(.execution, "invalid destination label name in label_join(): \(destination)")
    }
    return try await setting(destination, of: call) { labels in
      // One text for each name, however often it stands there.
      var known: [String: String] = [:]
      for name in names { known[name] = labels[name] }
      let values = sources.map { known[$0] ?? "" }
      let separatorCount = max(0, values.count - 1) * separator.utf8.count
      try call.context.holdMemory(values.reduce(separatorCount) { $0 + $1.utf8.count })
      return values.joined(separator: separator)
    }
  }

  /// The first argument with `name` set to what `value` makes of the labels; untouched where that is nothing. A metric
  /// name that is written stays. `value` counts what it makes before it makes it: a few nested calls can double a label
  /// until it fills all memory.
  private static func setting(
    _ name: String, of call: FunctionCall, to value: (Labels) throws -> String?
  ) async throws -> any StepSource {
    let source = call.source(0)
    let shapes = try source.shapes.map { shape in
      try call.context.checkpoint()
      guard let value = try value(shape.labels) else { return shape }
      let dropsName = shape.dropsName && name != LabelName.metricName
      let labels = shape.labels.setting(name, to: value)
      try call.context.holdLabels([labels])
      return SeriesShape(labels, dropsName: dropsName)
    }
    let relabeled = RelabeledSource(source, shapes: shapes)
    guard Set(shapes.map(\.labels)).count < shapes.count else { return relabeled }
    return try await call.context.collect(relabeled).mergingEqualLabels()
  }
}

extension StepVector {
  /// Series that became the same, as one, if no step has a sample of both.
  func mergingEqualLabels() throws -> StepVector {
    var result = StepVector()
    var known: [Labels: Int] = [:]
    for (shape, column) in zip(shapes, columns) {
      guard let index = known[shape.labels] else {
        known[shape.labels] = result.count
        result.append(shape, column)
        continue
      }
      guard result.columns[index].presence.firstShared(with: column.presence) == nil else {
        throw QueryError(.execution, "vector cannot contain metrics with the same labelset")
      }
      result.columns[index].merge(column)
    }
    return result
  }
}
