extension QueryContext {
  /// Into how many parts the series of a source are split. Fixed, not the number of cores: partial sums are merged in
  /// order of the parts, and the answer must not depend on the machine.
  private static let partsMax = 4
  /// Fewer series than this are not worth a task.
  private static let partCountMin = 8

  /// The parts of `count` series: as equal as can be, in order.
  static func parts(of count: Int) -> [Range<Int>] {
    let parts = max(1, min(partsMax, count / partCountMin))
    return (0..<parts).map { count * $0 / parts..<count * ($0 + 1) / parts }
  }

  /// How many series a task works on before others may have its thread: scrapes must not wait for a long query.
  private static let seriesBetweenYields = 256

  /// Accumulates each part of `count` series into a result of its own, on all cores. Results are in order of the parts.
  func inParts<Result: Sendable>(
    of count: Int, _ initial: Result, _ accumulate: @escaping @Sendable (inout Result, Range<Int>) throws -> Void
  ) async throws -> [Result] {
    let parts = QueryContext.parts(of: count)
    guard parts.count > 1 else { return [try await self.accumulate(parts[0], initial, accumulate)] }
    return try await withThrowingTaskGroup(of: (Int, Result).self) { group in
      for (index, part) in parts.enumerated() {
        group.addTask { (index, try await self.accumulate(part, initial, accumulate)) }
      }
      var results = [Result?](repeating: nil, count: parts.count)
      for try await (index, result) in group { results[index] = result }
      return results.compactMap { $0 }
    }
  }

  private func accumulate<Result: Sendable>(
    _ part: Range<Int>, _ initial: Result, _ accumulate: @Sendable (inout Result, Range<Int>) throws -> Void
  ) async throws -> Result {
    var result = initial
    for start in stride(from: part.lowerBound, to: part.upperBound, by: QueryContext.seriesBetweenYields) {
      if start > part.lowerBound { await Task.yield() }
      try accumulate(&result, start..<min(part.upperBound, start + QueryContext.seriesBetweenYields))
    }
    return result
  }

  /// Brings a stream into memory. Series without any sample are left out.
  package func collect(_ source: any StepSource) async throws -> StepVector {
    if let vector = source as? StepVector { return vector }
    let shapes = source.shapes
    let vectors = try await inParts(of: shapes.count, StepVector()) { vector, part in
      try source.read(part) { index, column in
        if column.presence.isEmpty { return }
        try self.hold(column)
        vector.append(shapes[index], column)
      }
    }
    return vectors.dropFirst().reduce(into: vectors[0]) { whole, part in
      whole.shapes += part.shapes
      whole.columns += part.columns
    }
  }
}
