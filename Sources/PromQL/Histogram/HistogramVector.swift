import TimeSeries

/// An instant vector read as histograms: native ones, and classic ones put together from their `le` buckets.
struct HistogramVector: Sendable {
  /// All that has the same labels but for `le`. One series may be native at some steps and classic at others.
  private struct Member: Sendable {
    var labels: Labels
    /// Bounds in rising order, and the columns of the vector that hold their counts.
    var buckets: [(upperBound: Double, column: Int)] = []
    /// The column that holds native histograms.
    var native: Int?
  }

  private let vector: StepVector
  private let members: [Member]
  private let call: FunctionCall
  private let position: SourceRange

  /// What is made of each histogram at one step.
  struct Reading: Sendable {
    var ofClassic: @Sendable (_ histogram: inout ClassicHistogram, _ step: Int) -> Double
    var ofNative: @Sendable (_ histogram: FloatHistogram, _ step: Int, _ labels: Labels) -> Double
  }

  /// - Parameter index: of the argument that is the vector.
  init(_ call: FunctionCall, argument index: Int) async throws {
    self.call = call
    vector = try await call.vector(index)
    position = call.position(index)
    var members: [Labels: Member] = [:]
    for (column, shape) in vector.shapes.enumerated() {
      if vector.columns[column].hasHistograms {
        members[shape.labels, default: Member(labels: shape.labels)].native = column
      }
      guard vector.columns[column].hasFloats else { continue }
      let text = shape.labels[LabelName.bucketBound]
      guard let bound = Double(text), !bound.isNaN else {
        HistogramVector.warn(of: text, shape, call, position)
        continue
      }
      let labels = shape.labels.removing([LabelName.bucketBound])
      members[labels, default: Member(labels: labels)].buckets.append((bound, column))
    }
    self.members = members.values.sorted { $0.labels < $1.labels }.map { member in
      var member = member
      member.buckets.sort { $0.upperBound < $1.upperBound }
      return member
    }
  }

  private static func warn(of text: String, _ shape: SeriesShape, _ call: FunctionCall, _ position: SourceRange) {
    call.context.warn(
      "bucket label \"le\" is missing or has a malformed value of \(QuotedText.quoted(text))"
        + call.context.forMetric(shape.labels), at: position)
  }

  /// One series for each histogram that has a value at any step.
  func map(_ reading: Reading) async throws -> StepVector {
    let parts = try await call.context.inParts(of: members.count, StepVector()) { result, part in
      for member in members[part] {
        try call.context.checkpoint()
        let column = try read(member, reading)
        if column.presence.isEmpty { continue }
        try call.context.hold(column)
        result.append(SeriesShape(member.labels, dropsName: true), column)
      }
    }
    return StepVector(shapes: parts.flatMap(\.shapes), columns: parts.flatMap(\.columns))
  }

  private func read(_ member: Member, _ reading: Reading) throws -> StepColumn {
    var result = StepColumn(count: call.grid.count)
    var buckets: [ClassicHistogram.Bucket] = []
    var repairs: RepairSummary?
    var watch = WorkWatch(call.context)
    for step in 0..<call.grid.count {
      try watch.check(after: WorkWatch.rowsPerHistogram)
      buckets.removeAll(keepingCapacity: true)
      for (bound, column) in member.buckets where vector.columns[column].hasFloat(at: step) {
        buckets.append(ClassicHistogram.Bucket(upperBound: bound, count: vector.columns[column].values[step]))
      }
      let native = member.native.flatMap { native in vector.columns[native].nativeHistogram(at: step) }
      if let native, buckets.isEmpty {
        result.set(step, reading.ofNative(native, step, member.labels))
      } else if native == nil, !buckets.isEmpty {
        var histogram = ClassicHistogram(buckets)
        result.set(step, reading.ofClassic(&histogram, step))
        if let repair = histogram.repair {
          let new = RepairSummary(repair, at: call.grid[step])
          repairs = repairs?.merged(with: new) ?? new
        }
      } else if native != nil {
        call.context.warn(
          "vector contains a mix of classic and native histograms" + call.context.forMetric(member.labels),
          at: position)
      }
    }
    if let repairs { note(repairs, member.labels) }
    return result
  }

  private func note(_ repairs: RepairSummary, _ labels: Labels) {
    call.context.inform(
      "input to histogram_quantile needed to be fixed for monotonicity (see https://prometheus.io/docs/prometheus/"
        + "latest/querying/functions/#histogram_quantile)" + call.context.forMetric(labels), repairs, at: position)
  }
}

extension StepColumn {
  fileprivate func nativeHistogram(at step: Int) -> FloatHistogram? { presence[step] ? histogram(at: step) : nil }
}

extension QueryContext {
  /// How remarks name the metric that they are about, if its name is known.
  func forMetric(_ labels: Labels) -> String {
    let name = labels.metricName
    return name.isEmpty ? "" : " for metric name " + QuotedText.quoted(name)
  }
}
