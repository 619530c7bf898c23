import TimeSeries

/// Tells aggregates from raw series by their names: `level:metric:operation`, the form of recording rules.
enum ShapeGuard {
  /// Whether a colon stands somewhere inside the name.
  static func isAggregate(_ labels: Labels) -> Bool {
    labels.withValueBytes(of: LabelName.metricName) { name in
      guard let name, name.count > 2 else { return false }
      return name.dropFirst().dropLast().contains(UInt8(ascii: ":"))
    }
  }
}
