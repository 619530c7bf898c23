import TimeSeries

/// An evaluated plan on its way to a ``QueryValue``: metric names dropped where that was put off, order made.
enum QueryAnswer {
  case value(QueryValue)
  case vector(StepVector, Timestamp)
  case series([(shape: SeriesShape, samples: SampleColumns)])

  init(_ evaluator: Evaluator, _ plan: Plan, isRange: Bool) async throws {
    let grid = evaluator.grid
    switch plan.type {
    case .string:
      self = .value(.string(grid.start, try await evaluator.string(plan)))
    case .scalar where !isRange:
      self = .value(.scalar(grid.start, try await evaluator.scalar(plan)[0]))
    case .scalar:
      let column = try await evaluator.scalar(plan).column(count: grid.count)
      self = .series([(SeriesShape(.empty), column.samples(grid))])
    case .instantVector where !isRange:
      self = .vector(try await evaluator.context.collect(evaluator.source(plan)), grid.start)
    case .instantVector:
      self = .series(try await QueryAnswer.series(evaluator, plan))
    case .rangeVector:
      self = .series(try await evaluator.rawSeries(plan))
    }
  }

  func value() throws -> QueryValue {
    switch self {
    case .value(let value): value
    case .vector(let vector, let timestamp): .vector(try QueryAnswer.samples(vector, timestamp))
    case .series(let series): .matrix(try QueryAnswer.matrix(series))
    }
  }

  /// Straight from columns to samples, without holding all columns.
  private static func series(
    _ evaluator: Evaluator, _ plan: Plan
  ) async throws -> [(shape: SeriesShape, samples: SampleColumns)] {
    let source = try await evaluator.source(plan)
    let shapes = source.shapes
    let (context, grid) = (evaluator.context, evaluator.grid)
    let none: [(shape: SeriesShape, samples: SampleColumns)] = []
    let parts = try await context.inParts(of: shapes.count, none) { series, part in
      try source.read(part) { index, column in
        if column.presence.isEmpty { return }
        let samples = column.samples(grid)
        try context.hold(samples)
        series.append((shapes[index], samples))
      }
    }
    return Array(parts.joined())
  }

  private static func samples(_ vector: StepVector, _ timestamp: Timestamp) throws -> [VectorSample] {
    var seen = Set<Labels>(minimumCapacity: vector.count)
    return try zip(vector.shapes, vector.columns).compactMap { shape, column in
      guard column.presence[0] else { return nil }
      let labels = shape.visibleLabels
      guard seen.insert(labels).inserted else { throw sameLabels }
      let histogram = column.histogram(at: 0)
      return VectorSample(
        labels: labels, timestamp: timestamp, value: histogram?.sum ?? column.values[0], histogram: histogram)
    }
  }

  /// Sorted by labels; series that are the same without their names become one, if they never meet.
  private static func matrix(_ series: [(shape: SeriesShape, samples: SampleColumns)]) throws -> [MatrixSeries] {
    let sorted = series.map { MatrixSeries(labels: $0.shape.visibleLabels, samples: $0.samples) }
      .sorted { $0.labels < $1.labels }
    var result: [MatrixSeries] = []
    result.reserveCapacity(sorted.count)
    for next in sorted {
      if let last = result.last, last.labels == next.labels {
        result[result.count - 1].samples = try merge(last.samples, next.samples)
      } else {
        result.append(next)
      }
    }
    return result
  }

  private static func merge(_ left: SampleColumns, _ right: SampleColumns) throws -> SampleColumns {
    var rows = left.rows + right.rows
    rows.sort { $0.timestamp < $1.timestamp }
    var merged = SampleColumns()
    for row in rows {
      if merged.timestamps.last == row.timestamp { throw sameLabels }
      if let histogram = row.histogram {
        merged.append(row.timestamp, histogram)
      } else {
        merged.append(row.timestamp, row.value)
      }
    }
    return merged
  }

  private static var sameLabels: QueryError {
    QueryError(.execution, "vector cannot contain metrics with the same labelset")
  }
}

extension SampleColumns {
  fileprivate var rows: [(timestamp: Timestamp, value: Double, histogram: FloatHistogram?)] {
    var next = 0
    return timestamps.indices.map { row in
      guard next < histograms.count, histograms[next].row == row else { return (timestamps[row], values[row], nil) }
      next += 1
      return (timestamps[row], values[row], histograms[next - 1].histogram)
    }
  }
}
