import Storage
import Synchronization
import Telemetry
import Threads
import TimeSeries

/// One running query: what it may use, what it has used, what it has to remark. Shared by its tasks.
package final class QueryContext: Sendable {
  let queryable: any Queryable
  let limits: QueryLimits
  let lookback: Milliseconds
  /// The steps of the whole query.
  let grid: StepGrid
  /// For `start()`, `end()` and `range()`.
  let span: QuerySpan
  let isRange: Bool
  private let text: String
  private let deadline: Double
  /// On the monotonic clock: when its turn came.
  let beginSeconds = Clock.monotonicSeconds()
  let selections = Locked<[SelectRequest: any SeriesSelection]>([:])
  /// To be told what each part of the query costs, if that is wanted.
  let explanation: QueryExplanation?
  /// Parts of the query that stand in it more than once.
  let repeats = RepeatedResults()
  private let found = Locked(QueryRemarks())
  private let memory: QueryMemory
  private let liveSamples = Atomic<Int>(0)
  private let peakSamples = Atomic<Int>(0)
  /// Of the whole query.
  let tally: SampleTally

  init(
    queryable: any Queryable, limits: QueryLimits, options: QueryOptions, grid: StepGrid, span: QuerySpan,
    isRange: Bool, text: String, deadline: Double, memory: QueriesMemory
  ) {
    self.queryable = queryable
    self.limits = limits
    self.memory = QueryMemory(limit: limits.memoryMax, total: memory)
    lookback = min(options.lookback ?? limits.lookback, QueryTimes.lookbackMax)
    self.grid = grid
    self.span = span
    self.isRange = isRange
    self.text = text
    self.deadline = deadline
    explanation = options.explanation
    tally = SampleTally(stepCount: grid.count, tellsSteps: options.wantsStatisticsPerStep)
  }

  /// Throws when the query has to end: canceled, or out of time. To be called about once a series.
  func checkpoint() throws {
    if Task.isCancelled { throw QueryError(.canceled, "query was canceled in expression evaluation") }
    if Clock.monotonicSeconds() > deadline {
      throw QueryError(.timeout, "query timed out in expression evaluation")
    }
  }

  /// Whether ``checkpoint()`` would throw.
  var isOver: Bool { Task.isCancelled || Clock.monotonicSeconds() > deadline }

  // MARK: Samples

  /// Counts samples that are now held in memory.
  func hold(_ count: Int) throws {
    let live = liveSamples.add(count, ordering: .relaxed).newValue
    peakSamples.max(live, ordering: .relaxed)
    guard live <= limits.samplesMax else { throw QueryContext.tooManySamples }
  }

  /// Counts a column that is now held.
  func hold(_ column: borrowing StepColumn) throws {
    try hold(column.weight)
    try memory.take(column.byteCount)
  }

  /// Counts samples that are now part of the answer.
  func hold(_ samples: borrowing SampleColumns) throws {
    try hold(samples.weight)
    try memory.take(samples.byteCount)
  }

  /// Counts what is held beside samples.
  func holdMemory(_ bytes: Int) throws { try memory.take(bytes) }

  /// Counts what is gone again before the query's end.
  func releaseMemory(_ bytes: Int) { memory.give(bytes) }

  /// Counts what is held while `body` runs.
  func holding(_ byteCount: Int, _ body: () throws -> Void) throws {
    if byteCount == 0 { return try body() }
    try holdMemory(byteCount)
    defer { releaseMemory(byteCount) }
    try body()
  }

  /// Counts the labels of the series of a selection.
  func holdLabels(_ labels: [Labels]) throws {
    try memory.take(labels.reduce(0) { $0 + $1.bytes.count + MemoryLayout<SeriesShape>.stride + 32 })
  }

  /// Refuses a subquery of which a single series could not be held: nobody should wait for what cannot end well.
  func checkSteps(of grid: StepGrid) throws {
    guard grid.count <= limits.samplesMax else { throw QueryContext.tooManySamples }
  }

  private static var tooManySamples: QueryError {
    QueryError(.execution, "query processing would load too many samples into memory in query execution")
  }

  /// Counts samples that are gone again.
  func release(_ count: Int) { liveSamples.subtract(count, ordering: .relaxed) }

  func fill(_ statistics: inout QueryStatistics) {
    statistics.readSamples = tally.readCount
    statistics.queryableSamples = tally.lookedCount
    statistics.queryableSamplesPerStep = tally.lookedPerStep
    statistics.peakSamples = peakSamples.load(ordering: .relaxed)
    statistics.peakMemoryBytes = memory.peakBytes
  }

  /// What it holds at this moment, and has held at most.
  var usage: QueryUsage {
    QueryUsage(
      samples: liveSamples.load(ordering: .relaxed), peakSamples: peakSamples.load(ordering: .relaxed),
      memoryBytes: memory.liveBytes, peakMemoryBytes: memory.peakBytes)
  }

  // MARK: Remarks

  package func warn(_ text: String, at range: SourceRange) { found.withLock { $0.warn(text, at: range) } }

  package func inform(_ text: String, at range: SourceRange) { found.withLock { $0.inform(text, at: range) } }

  func inform(_ text: String, _ summary: RepairSummary, at range: SourceRange) {
    found.withLock { $0.inform(text, summary, at: range) }
  }

  /// What has been remarked.
  var remarks: Annotations { found.withLock { $0 }.annotations(position) }

  /// Line and column, 1-based, of the start of `range`.
  private func position(of range: SourceRange) -> String {
    let before = text.utf8.prefix(range.start)
    let line = before.reduce(1) { $0 + ($1 == UInt8(ascii: "\n") ? 1 : 0) }
    let column = before.lastIndex(of: UInt8(ascii: "\n")).map { before.distance(from: $0, to: before.endIndex) }
    return "\(line):\(column ?? range.start + 1)"
  }
}
