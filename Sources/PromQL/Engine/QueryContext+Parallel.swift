extension QueryContext {
  /// Into how many parts the series of a source are split. Fixed, not the number of cores: partial sums are merged in
  /// order of the parts, and the answer must not depend on the machine.
  private static let partsMax = 4
  /// Fewer series than this are not worth a task.
  private static let partCountMin = 32

  /// The parts of `count` series: as equal as can be, in order.
  static func parts(of count: Int) -> [Range<Int>] {
    let parts = max(1, min(partsMax, count / partCountMin))
    return (0..<parts).map { count * $0 / parts..<count * ($0 + 1) / parts }
  }

  /// Runs `body` for each part of `count` series, on all cores. Results are in order of the parts.
  func inParts<Result: Sendable>(
    of count: Int, _ body: @escaping @Sendable (Range<Int>) throws -> Result
  ) async throws -> [Result] {
    let parts = QueryContext.parts(of: count)
    guard parts.count > 1 else { return try parts.map(body) }
    return try await withThrowingTaskGroup(of: (Int, Result).self) { group in
      for (index, part) in parts.enumerated() {
        group.addTask { (index, try body(part)) }
      }
      var results = [Result?](repeating: nil, count: parts.count)
      for try await (index, result) in group { results[index] = result }
      return results.compactMap { $0 }
    }
  }

  /// Brings a stream into memory. Series without any sample are left out.
  package func collect(_ source: any StepSource) async throws -> StepVector {
    if let vector = source as? StepVector { return vector }
    let shapes = source.shapes
    let vectors = try await inParts(of: shapes.count) { part in
      var vector = StepVector()
      try source.read(part) { index, column in
        if column.presence.isEmpty { return }
        try self.hold(column.presence.population)
        vector.append(shapes[index], column)
      }
      return vector
    }
    return vectors.dropFirst().reduce(into: vectors[0]) { whole, part in
      whole.shapes += part.shapes
      whole.columns += part.columns
    }
  }
}
