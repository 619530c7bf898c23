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
      return regex.groups(of: value).map { template.expand(value, groups: $0) }
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
    guard !sources.contains("") else {
      throw QueryError(.execution, "invalid source label name in label_join(): ")
    }
    guard !destination.isEmpty else {
      throw QueryError(.execution, "invalid destination label name in label_join(): \(destination)")
    }
    return try await setting(destination, of: call) { labels in
      sources.map { labels[$0] }.joined(separator: separator)
    }
  }

  /// The first argument with `name` set to what `value` makes of the labels; untouched where that is nothing. A metric
  /// name that is written stays.
  private static func setting(
    _ name: String, of call: FunctionCall, to value: (Labels) -> String?
  ) async throws -> any StepSource {
    let source = call.source(0)
    let shapes = source.shapes.map { shape in
      guard let value = value(shape.labels) else { return shape }
      let dropsName = shape.dropsName && name != LabelName.metricName
      return SeriesShape(shape.labels.setting(name, to: value), dropsName: dropsName)
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
