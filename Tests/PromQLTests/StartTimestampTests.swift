import PromQL
import Storage
import Telemetry
import TestSupport
import Testing
import TimeSeries

/// What functions make of samples that say when what they count began.
struct StartTimestampTests {
  private let engine = QueryEngine(limits: QueryLimits(), registry: Registry())

  private func run(_ text: String) async {
    let (passedCount, failures) = await QueryScript(text).run()
    #expect(failures.isEmpty, "\(failures.map(\.description).joined(separator: "\n"))")
    #expect(passedCount > 0)
  }

  @Test func `a start between two samples is a reset, though the counter has not fallen`() async {
    await run(
      """
      load 1m
        x@st -1m -2m -30s -90s
        x    10  20  30   40

      eval instant at 3m increase(x[4m])
        {} 60

      eval instant at 3m resets(x[4m])
        {} 1

      eval instant at 2m irate(x[2m])
        {} 0.5

      eval instant at 3m irate(x[2m])
        {} 0.16666666666666666

      eval instant at 3m delta(x[4m])
        {} 40

      eval instant at 3m changes(x[4m])
        {} 3
      """)
  }

  @Test func `deltas add up`() async {
    await run(
      """
      load 1m
        x@st -1m -1m -1m -1m -1m -1m
        x    60  60  60  60  60  60

      eval instant at 5m increase(x[3m])
        {} 180

      eval instant at 5m rate(x[3m])
        {} 1

      eval instant at 5m increase(x[3m:1m])
        {} 0

      eval instant at 5m resets(x[3m])
        {} 2
      """)
  }

  @Test func `a start at the sample before is a delta only if that one began somewhere`() async {
    await run(
      """
      load 1m
        x{first="unknown"}@st  _ _   -1m
        x{first="unknown"}     _ 1   1
        x{first="itself"}@st   _ 0s  -1m
        x{first="itself"}      _ 1   1
        x{first="later"}@st    _ 1m  -1m
        x{first="later"}       _ 1   1
        x{first="before"}@st   _ -2m -1m
        x{first="before"}      _ 1   1

      eval instant at 2m resets(x[2m])
        {first="unknown"} 0
        {first="itself"} 0
        {first="later"} 0
        {first="before"} 1
      """)
  }

  @Test func `one sample that began within the window has increased from zero`() async {
    await run(
      """
      load 1m
        inside@st  _ _ -30s
        inside     _ _ 6
        edge@st    _ _ -1m
        edge       _ _ 6
        outside@st _ _ -2m
        outside    _ _ 6
        same@st    _ _ 0s
        same       _ _ 6
        none       _ _ 6

      eval instant at 2m increase(inside[1m])
        {} 6

      eval instant at 2m30s rate(inside[2m])
        {} 0.05

      eval instant at 2m increase(edge[1m])

      eval instant at 2m increase(edge[1m1ms])
        {} 6

      eval instant at 2m increase(outside[1m])

      eval instant at 2m increase(same[1m])

      eval instant at 2m increase(none[1m])

      eval instant at 2m delta(inside[1m])
      """)
  }

  @Test func `the first sample counts from its start, and nothing is stretched on that side`() async {
    await run(
      """
      load 1m
        x@st _ _ -30s -90s -150s
        x    _ _ 1    2    3

      eval instant at 4m increase(x[3m])
        {} 3

      eval instant at 4m30s increase(x[4m])
        {} 3.6

      eval instant at 9m increase(x[8m])
        {} 3.6
      """)
  }

  @Test func `the function gives the start of a selected sample, and nothing of what is computed`() async {
    await run(
      """
      load 1m
        x@st 0s  -30s _ -2m
        x    1   2    3 stale

      eval range from 0 to 4m step 1m start_timestamp(x)
        {} 0 30 0 _ _

      eval instant at 1m start_timestamp((x))
        {} 30

      eval instant at 1m start_timestamp(x + 0)

      eval instant at 5m start_timestamp(x @ 60 offset 10s)
        {} 0

      eval instant at 5m start_timestamp(x offset 4m)
        {} 30

      eval_fail instant at 1m start_timestamp(1)
      """)
  }

  @Test func `anchored and smoothed windows take values as they are`() async {
    await run(
      """
      load 1m
        x@st _ -30s -30s -30s
        x    1 2    3    4

      eval instant at 3m increase(x[2m] anchored)
        {} 2

      eval instant at 3m resets(x[2m] anchored)
        {} 2
      """)
  }

  @Test func `an overlap is warned of once, where both samples are in the window`() async throws {
    var storage = MemoryStorage()
    var samples = SampleColumns(timestamps: [0, 60_000, 120_000, 180_000], values: [1, 2, 3, 4])
    samples.starts = StartColumn([0, -30_000, 40_000, 50_000])
    storage.add(["__name__": "x_total"], samples)
    let warning =
      "PromQL warning: sample has start time that overlaps with previous sample timestamp for metric "
      + "\"x_total\" (1:10)"
    for (query, time, isWarned) in [
      ("increase(x_total[2m])", 60_000, true), ("increase(x_total[1m])", 60_000, false),
      ("increase(x_total[4m])", 180_000, true), ("delta(x_total[4m]) ", 180_000, false),
      ("resets(x_total[4m])  ", 180_000, false), ("increase(x_total[4m] anchored)", 180_000, false),
    ] as [(String, Timestamp, Bool)] {
      let result = try await engine.instant(query, at: time, on: storage)
      #expect(result.annotations.warnings == (isWarned ? [warning] : []), "\(query) \(result.annotations.warnings)")
    }
  }

  // MARK: Native histograms

  private static func histogram(_ count: Double) -> FloatHistogram {
    var histogram = FloatHistogram()
    histogram.positiveSpans = [.init(offset: 1, length: 1)]
    histogram.positiveBuckets = [count]
    (histogram.count, histogram.sum) = (count, count)
    return histogram
  }

  private func counts(_ query: String, _ starts: [Timestamp], _ counts: [Double]) async throws -> [Double] {
    var samples = SampleColumns()
    for (row, count) in counts.enumerated() { samples.append(Timestamp(row + 1) * 60_000, Self.histogram(count)) }
    samples.starts = StartColumn(starts)
    var storage = MemoryStorage()
    storage.add(["__name__": "x"], samples)
    let result = try await engine.instant(query, at: Timestamp(counts.count) * 60_000, on: storage)
    guard case .vector(let vector) = result.value else { return [] }
    return vector.map { $0.histogram?.count ?? $0.value }
  }

  @Test func `native histograms follow the same rules`() async throws {
    let deltas: [Timestamp] = [1, 60_000, 120_000, 180_000]
    #expect(try await counts("increase(x[3m])", deltas, [6, 6, 6, 6]) == [18])
    #expect(try await counts("rate(x[3m])", deltas, [6, 6, 6, 6]) == [0.1])
    #expect(try await counts("irate(x[3m])", deltas, [6, 6, 6, 6]) == [0.1])
    #expect(try await counts("resets(x[3m])", deltas, [6, 6, 6, 6]) == [2])
    #expect(try await counts("increase(x[1m])", [30_000], [6]) == [6])
    #expect(try await counts("increase(x[1m])", [], [6]) == [])
    #expect(try await counts("increase(x[2m])", [30_000, 30_000], [6, 9]) == [9])
    #expect(try await counts("start_timestamp(x)", [30_000], [6]) == [30])
  }
}
