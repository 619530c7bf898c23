import Threads

/// What parts of a query are worth that stand in it more than once: evaluated where they are met first, and held.
final class RepeatedResults: Sendable {
  struct Key: Hashable {
    var number: Int
    var grid: StepGrid
  }

  struct Result: Sendable {
    var vector: StepVector
    /// The samples that it was made of.
    var tally: SampleTally
  }

  /// Larger ones are not held: to evaluate them again as a stream takes time, but no memory.
  static let valuesMax = 8_000_000

  private let numbers = Locked<Set<Int>>([])
  private let known = Locked<[Key: Result]>([:])

  func expect(_ repeats: PlanRepeats) { numbers.withLock { $0 = repeats.numbers } }

  func contains(_ plan: Plan) -> Bool { numbers.withLock { $0.contains(plan.number) } }

  subscript(key: Key) -> Result? {
    get { known.withLock { $0[key] } }
    set { known.withLock { $0[key] = newValue } }
  }
}

extension Evaluator {
  /// An instant vector that the query wants more than once.
  func repeated(_ plan: Plan) async throws -> any StepSource {
    let key = RepeatedResults.Key(number: plan.number, grid: grid)
    if let known = context.repeats[key] {
      parent?.note { $0.isShared = true }
      tally.add(known.tally)
      return known.vector
    }
    let recording = tally.recording()
    let source = try await Evaluator(context: context, grid: grid, tally: recording, parent: parent).single(plan)
    guard source.shapes.count <= RepeatedResults.valuesMax / max(1, grid.count) else { return source }
    let vector = try await context.collect(source)
    context.repeats[key] = .init(vector: vector, tally: recording)
    return vector
  }
}
