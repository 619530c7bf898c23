import Storage
import TimeSeries

/// Evaluates plans on one grid.
struct Evaluator: Sendable {
  let context: QueryContext
  let grid: StepGrid
  /// Counts the samples that this grid's steps look at.
  let tally: SampleTally
  /// The part of the query that this is about, if it is to be explained.
  var parent: ExplainedNode?

  /// An instant vector, as a stream. What can stream, streams; what must be held is held when this returns.
  func source(_ plan: Plan) async throws -> any StepSource {
    try await explained(plan) { evaluator in
      try await evaluator.context.repeats.contains(plan) ? evaluator.repeated(plan) : evaluator.single(plan)
    }
  }

  /// As above, for what stands in the query once.
  func single(_ plan: Plan) async throws -> any StepSource {
    if plan.isInvariant, grid.count > 1 {
      return RepeatedSource(try await context.collect(once.single(plan)), count: grid.count, context)
    }
    switch plan.operation {
    case .selector(let selector) where selector.edge == .smoothed:
      return try smoothed(selector)
    case .selector(let selector):
      return try InstantSource(selector, grid, context, tally, explained: parent)
    case .sampleTimes(let selector, let reading):
      return try InstantSource(selector, grid, context, tally, reading: reading, explained: parent)
    case .call(let call):
      return try await source(call)
    case .aggregation(let aggregation):
      return try await vector(aggregation)
    case .negation(let operand):
      return MappedSource(try await source(operand), dropsName: true, kernel: ColumnArithmetic.negate)
    case .binary(let binary):
      return try await source(binary, at: plan.position)
    case .number, .string, .range:
      preconditionFailure("a \(plan.type.rawValue) where the type checker allows an instant vector only")
    }
  }

  func string(_ plan: Plan) async throws -> String {
    guard case .string(let text) = plan.operation else {
      preconditionFailure("a \(plan.type.rawValue) where the type checker allows a string only")
    }
    return text
  }

  func scalar(_ plan: Plan) async throws -> ScalarColumn {
    try await explained(plan) { try await $0.singleScalar(plan) }
  }

  private func singleScalar(_ plan: Plan) async throws -> ScalarColumn {
    if plan.isInvariant, grid.count > 1 {
      return try await once.singleScalar(plan)
    }
    switch plan.operation {
    case .number(let value):
      return ScalarColumn(value)
    case .negation(let operand):
      return try await scalar(operand).map { -$0 }
    case .binary(let binary):
      let left = try await scalar(binary.left)
      let right = try await scalar(binary.right)
      return ScalarColumn.combine(left, right, ColumnArithmetic.scalarOperation(binary.operation))
    case .call(let plan):
      guard case .scalar(let body) = plan.function.body else { fallthrough }
      return try await body(try await call(plan))
    default:
      preconditionFailure("a \(plan.type.rawValue) where the type checker allows a scalar only")
    }
  }

  /// For what is the same at every step.
  private var once: Evaluator {
    Evaluator(context: context, grid: StepGrid(at: grid.start), tally: tally.once(), parent: parent)
  }

  // MARK: Calls

  private func source(_ plan: CallPlan) async throws -> any StepSource {
    let call = try await call(plan)
    let dropsName = plan.function.dropsName
    switch plan.function.body {
    case .float(let transform):
      return MappedSource(call.source(0), dropsName: dropsName) { column in
        column.removeHistograms()
        column.mapFloats(transform)
      }
    case .column(let make):
      let operand: any StepSource = plan.arguments.isEmpty ? evaluationTimes : call.source(0)
      return MappedSource(operand, dropsName: dropsName, kernel: try make(call))
    case .window(let make):
      return try await windows(plan, kernel: make(call))
    case .vector(let body):
      return try await body(call)
    case .scalar:
      preconditionFailure("\(plan.function.name) where the type checker allows an instant vector only")
    }
  }

  /// `vector(time())`.
  private var evaluationTimes: StepVector {
    let times = ScalarColumn(steps: (0..<grid.count).map { Double(grid[$0]) / 1000 })
    return StepVector(shapes: [SeriesShape(.empty)], columns: [times.column(count: grid.count)])
  }

  private func call(_ plan: CallPlan) async throws -> FunctionCall {
    var arguments: [FunctionCall.Argument] = []
    for argument in plan.arguments {
      switch argument.type {
      case .scalar: arguments.append(.scalar(try await scalar(argument)))
      case .string: arguments.append(.string(try await string(argument)))
      case .instantVector: arguments.append(.vector(try await source(argument)))
      case .rangeVector: arguments.append(.range)
      }
    }
    return FunctionCall(arguments: arguments, grid: grid, context: context, expression: plan.expression)
  }

  // MARK: Ranges

  private func windows(_ plan: CallPlan, kernel: @escaping WindowKernel) async throws -> WindowSource {
    for case .range(let range) in plan.arguments.map(\.operation) {
      return WindowSource(
        try await samples(range), geometry(range), dropsName: plan.function.dropsName, kernel: kernel, context,
        tally)
    }
    preconditionFailure("\(plan.function.name) without a range vector")
  }

  /// Between the samples around each step's time.
  private func smoothed(_ selector: SelectorPlan) throws -> WindowSource {
    let geometry = WindowGeometry(
      grid: grid, offset: selector.offset, anchor: selector.anchor, width: context.lookback, edge: .smoothed,
      lookback: context.lookback)
    let samples = try StoredSamples(selector.matchers, geometry.selectRange(isInstant: true), context)
    let kernel = SmoothedSample(context: context, position: selector.position).fill
    return WindowSource(samples, geometry, dropsName: false, kernel: kernel, context, tally)
  }

  private func geometry(_ range: RangePlan) -> WindowGeometry {
    WindowGeometry(
      grid: grid, offset: range.selector.offset, anchor: range.selector.anchor, width: range.window,
      edge: range.selector.edge, lookback: context.lookback)
  }

  private func samples(_ range: RangePlan, areAnswer: Bool = false) async throws -> any SampleSource {
    try await explained(range) { try await $0.unexplainedSamples(range, areAnswer: areAnswer) }
  }

  private func unexplainedSamples(_ range: RangePlan, areAnswer: Bool) async throws -> any SampleSource {
    let geometry = geometry(range)
    switch range.samples {
    case .selector:
      return try StoredSamples(
        range.selector.matchers, geometry.selectRange(), context, tellsResets: range.selector.tellsResets)
    case .subquery(let inner, let step):
      let grid = StepGrid(
        multiplesOf: step, after: QueryTimes.clamp(geometry.from - 1), through: QueryTimes.clamp(geometry.through))
      guard grid.count > 0 else { return SubquerySamples(source: StepVector(), grid: grid) }
      try context.checkSteps(of: grid)
      let tally =
        areAnswer ? tally.belowAnswer(stepCount: grid.count) : tally.belowWindows(stepCount: grid.count)
      let evaluator = Evaluator(context: context, grid: grid, tally: tally, parent: parent)
      return SubquerySamples(source: try await evaluator.source(inner), grid: grid)
    }
  }

  /// The samples themselves: the answer to an instant query for a range vector.
  func rawSeries(_ plan: Plan) async throws -> [(shape: SeriesShape, samples: SampleColumns)] {
    guard case .range(let range) = plan.operation else {
      preconditionFailure("a \(plan.type.rawValue) where the type checker allows a range vector only")
    }
    let source = try await samples(range, areAnswer: true)
    var series: [(shape: SeriesShape, samples: SampleColumns)] = []
    try source.read(0..<source.shapes.count) { index, samples in
      try context.checkpoint()
      try context.hold(samples)
      var kept = samples.withoutStaleMarkers
      if source.areStored { tally.add(read: kept.weight, looked: kept.weight) { [weight = kept.weight] _ in weight } }
      if range.selector.edge != .ordinary {
        let window = geometry(range)
        let edges = EdgeSamples(edge: range.selector.edge, start: window.end(0) - window.width, end: window.end(0))
        kept = try edges.of(kept)
      }
      if !kept.isEmpty { series.append((source.shapes[index], kept)) }
    }
    return series
  }
}

extension SampleColumns {
  fileprivate var withoutStaleMarkers: SampleColumns {
    guard values.contains(where: \.isStaleMarker) else { return self }
    var result = SampleColumns()
    var next = 0
    for row in timestamps.indices {
      let isHistogram = next < histograms.count && histograms[next].row == row
      if !values[row].isStaleMarker {
        if isHistogram {
          result.append(timestamps[row], histograms[next].histogram)
        } else {
          result.append(timestamps[row], values[row])
        }
      }
      if isHistogram { next += 1 }
    }
    return result
  }
}
