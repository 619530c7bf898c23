import PromQL
import Storage
import Telemetry
import TestSupport
import Testing
import TimeSeries
import Trials

/// Queries that are meant to hurt: each has an answer or a clear error, soon.
struct HostileQueryTests {
  private static let patience: Duration = .seconds(60)

  private let storage = MemoryStorage(
    """
    level{a="1"} 0+1x200
    level{a="2"} 1+1x200
    """, every: 15_000)

  private func engine(_ change: (inout QueryLimits) -> Void = { _ in }) -> QueryEngine {
    var limits = QueryLimits()
    change(&limits)
    return QueryEngine(limits: limits, registry: Registry())
  }

  /// The error of a query, which must come in time.
  private func error(
    _ text: String, _ engine: QueryEngine? = nil, on queryable: (any Queryable)? = nil
  ) async -> QueryError? {
    let begin = ContinuousClock.now
    defer { #expect(ContinuousClock.now - begin < Self.patience, "\(text.prefix(100))") }
    do throws(QueryError) {
      _ = try await (engine ?? self.engine()).instant(text, at: 600_000, on: queryable ?? storage)
      return nil
    } catch {
      return error
    }
  }

  @Test func `deep nesting is refused, whatever is nested`() async {
    let nests: [(String, String)] = [
      (String(repeating: "(", count: 10_000) + "1" + String(repeating: ")", count: 10_000), "parentheses"),
      (String(repeating: "(", count: 10_000), "open parentheses"),
      (String(repeating: "-", count: 10_000) + "level", "signs"),
      (String(repeating: "- (", count: 10_000), "open signs"),
      (String(repeating: "abs(", count: 10_000) + "level" + String(repeating: ")", count: 10_000), "calls"),
      (String(repeating: "sum(", count: 10_000) + "level" + String(repeating: ")", count: 10_000), "aggregations"),
      ("level" + String(repeating: "[5m:1m]", count: 10_000), "brackets"),
      (
        String(repeating: "max_over_time(", count: 10_000) + "level" + String(repeating: "[5m:1m])", count: 10_000),
        "subqueries"
      ),
      ("2" + String(repeating: " ^ 2", count: 100_000), "powers"),
      ("level offset " + String(repeating: "-", count: 10_000) + "1", "signs of an offset"),
      ("level[" + String(repeating: "(", count: 10_000) + "5m", "parentheses of a duration"),
      ("level[5m" + String(repeating: " + 5m", count: 100_000) + "]", "sums of durations"),
    ]
    for (text, what) in nests {
      let error = await error(text)
      #expect(
        error?.description.contains("levels deep; split it up") == true, "\(what): \(error?.description ?? "none")")
      #expect(error?.reason == .badData)
    }
  }

  @Test func `a long sum is answered, and a longer one refused`() async throws {
    let sums = [("1", "+ 1", 10_000), ("level", "or level", 5000), ("level", "+ 1", 5000), ("1", "+ level", 1000)]
    for (first, more, count) in sums {
      #expect(await error("\(first) " + String(repeating: more + " ", count: count)) == nil, "\(first) \(more)")
    }
    let refusal = await error("1" + String(repeating: " + 1", count: 100_000))
    #expect(refusal?.description == "1:1: parse error: expression has more than 10000 operators in a row; split it up")
    let sum = try await engine().range(
      "level" + String(repeating: " - 1 + level @ 0", count: 2500), from: 0, through: 60_000, step: 15_000, on: storage)
    guard case .matrix(let series) = sum.value else { return #expect(Bool(false)) }
    #expect(series.map(\.samples.values) == [[-2500, -2499, -2498, -2497, -2496], [1, 2, 3, 4, 5]])
  }

  @Test func `a long sum is explained as far as there is room`() async throws {
    var options = QueryOptions()
    let explanation = QueryExplanation(nodesMax: 1000)
    options.explanation = explanation
    let text = "level" + String(repeating: " + level", count: 5000)
    _ = try await engine().instant(text, at: 600_000, on: storage, options: options)
    #expect(explanation.root?.content.position == SourceRange(0, text.utf8.count))
    #expect(explanation.leftOutCount > 4000)
  }

  @Test func `a long query is read or refused`() async {
    let names = (0..<100_000).map { "l\($0)" }.joined(separator: ", ")
    #expect(await error("sum by (\(names)) (level)") == nil)
    let matchers = (0..<50_000).map { "x\($0)!=\"\($0)\"" }.joined(separator: ", ")
    #expect(await error("level{\(matchers)}") == nil)
    let text = String(repeating: "x", count: 1 << 20)
    #expect(await error("label_replace(level, \"c\", \"\(text)\", \"a\", \".*\")") == nil)
    #expect(await error(text) == nil)
    #expect(await error(String(repeating: " ", count: 5 << 20))?.reason == .badData)
    #expect(await error(String(repeating: "\u{0}", count: 1 << 20))?.reason == .badData)
  }

  @Test func `regular expressions that are meant to explode do not`() async {
    let patterns = [
      "(a*)*b", "(a|a)*b", "(a|aa)+$", "((((a*)*)*)*)*", "(.*)*x", "(x+x+)+y", "([a-z]+)*1", "a{1,1000}b",
      String(repeating: "a?", count: 500) + String(repeating: "a", count: 500),
    ]
    let long = MemoryStorage("level{a=\"\(String(repeating: "a", count: 5000))\"} 1x50", every: 15_000)
    for pattern in patterns {
      #expect(await error("level{a=~\"\(pattern)\"}", on: long) == nil, "\(pattern)")
      #expect(await error("label_replace(level, \"c\", \"$1\", \"a\", \"\(pattern)\")", on: long) == nil, "\(pattern)")
    }
    let nested = await error("level{a=~\"((a{1,1000}){1,1000}){1,1000}\"}", on: long)
    #expect(nested?.reason == .badData)
    let deep = String(repeating: "(", count: 20_000) + String(repeating: ")", count: 20_000)
    #expect(await error("level{a=~\"\(deep)\"}", on: long) == nil)
  }

  @Test func `windows, steps and shifts beyond all measure end soon`() async {
    let harmless = [
      "level @ 9e15", "level @ -9e15", "level @ 9223372036854775 offset 106751d",
      "level @ -9223372036854775 offset -106751d",
      "level offset 106751d", "level offset -106751d", "rate(level[106751d])", "rate(level[106751d] offset 106751d)",
      "max_over_time(level[106751d:106751d])", "predict_linear(level[5m] @ 600, 1e300)",
      "level smoothed offset -106751d",
      "rate(level[106751d] smoothed @ -9223372036854775 offset 106751d)",
    ]
    for text in harmless { #expect(await error(text) == nil, "\(text)") }
    var nested = "level"
    for _ in 0..<200 { nested = "max_over_time(\(nested)[106751d:106751d] @ -9223372036854775 offset 106751d)" }
    #expect(await error(nested) == nil)
    for text in [
      "level[9223372036854775807ms]", "level offset 300y", "level[1e300]", "level @ 1e300", "level[(5m ^ 9)]",
    ] {
      #expect(await error("count_over_time(\(text))")?.reason == .badData, "\(text)")
    }
    for text in [
      "max_over_time(level[106751d:1ms])", "sum_over_time(vector(1)[100y:1s])", "absent_over_time(nothing[30d:1ms])",
    ] {
      let error = await error(text)
      #expect(
        error?.description == "query processing would load too many samples into memory in query execution", "\(text)")
    }
  }

  @Test func `quantiles that are others at each of very many steps are bounded`() async {
    let buckets = MemoryStorage("b{le=\"1\"} 1+1x200\nb{le=\"+Inf\"} 2+2x200", every: 15_000)
    let text = "max_over_time(histogram_quantiles(b @ 600, \"q\", time() / 1e9)[1d:1s])"
    let error = await error(text, engine { $0.memoryMax = 64 << 20 }, on: buckets)
    #expect(error?.description.contains("memory") == true, "\(error?.description ?? "none")")
    #expect(await self.error(text, engine { $0.timeout = 1 }, on: buckets)?.reason == .timeout)
  }

  @Test func `what is remarked differently at each of very many steps ends`() async throws {
    let text = "max_over_time(histogram_quantiles(level, \"q\", time())[1d:1s])"
    let result = try await engine().instant(text, at: 600_000, on: storage)
    #expect(result.annotations.warnings.count == 1000)
  }

  @Test func `every function of very long windows ends in time, one within the other`() async {
    let hasty = engine { $0.timeout = 200 }
    for name in FunctionTable.all.filter({ $0.arguments.contains(.rangeVector) }).map(\.name) {
      func call(_ window: String) -> String {
        switch name {
        case "double_exponential_smoothing": "\(name)(\(window), 0.5, 0.5)"
        case "predict_linear": "\(name)(\(window), 60)"
        case "quantile_over_time": "\(name)(0.3, \(window))"
        default: "\(name)(\(window))"
        }
      }
      let begin = ContinuousClock.now
      _ = await error(call(call("vector(time() * 7919 % 10007)[2d:1s]") + "[2d:1s]"), hasty)
      #expect(ContinuousClock.now - begin < .seconds(20), "\(name)")
    }
  }

  @Test func `histograms at very many steps, each another one, are bounded`() async {
    var histogram = FloatHistogram()
    histogram.positiveSpans = [.init(offset: 1, length: 1)]
    (histogram.positiveBuckets, histogram.count, histogram.sum) = ([5], 5, 5)
    var samples = SampleColumns()
    samples.append(0, histogram)
    var storage = MemoryStorage()
    storage.add(["__name__": "h"], samples)
    let small = engine { $0.memoryMax = 64 << 20 }
    let changing = "((h @ 0) * on () vector(time()))"
    for text in [
      changing, "count_values(\"v\", \(changing))", "sum(\(changing))", "\(changing) + \(changing)", "-\(changing)",
      "histogram_quantiles(h @ 0, \"q\", time())", "sum_over_time(\(changing)[1d:1s])",
    ] {
      let error = await error("count_over_time((\(text))[20d:1s])", small, on: storage)
      #expect(error?.description.contains("(--query.max-memory)") == true, "\(text): \(error?.description ?? "none")")
    }
  }

  @Test func `times at the ends of time are times`() async throws {
    for time in [Timestamp.min, .min + 1, -1, 0, .max - 1, .max] {
      for text in ["level", "time()", "rate(level[106751d] offset 106751d)", "level smoothed", "info(level)"] {
        _ = try await engine().instant(text, at: time, on: storage)
      }
    }
    let result = try await engine().range("level", from: .min, through: .max, step: .max / 4, on: storage)
    #expect(result.value.isEmptyMatrix)
    let lookback = engine { $0.lookback = .max }
    #expect(try await !lookback.range("level", from: 0, through: .max, step: .max, on: storage).value.isEmptyMatrix)
  }

  @Test func `an aggregation that must hold very many series is bounded`() async {
    var random = SeededRandom(seed: 3)
    let many = ColumnStorage(
      (0..<20_000).map { index in
        let samples = SampleColumns(timestamps: [599_000], values: [Double.random(in: 0...1, using: &random)])
        return (["__name__": "level", "a": "\(index)"], samples)
      })
    for text in ["quantile(0.5, level)", "topk(3, level)", "level * on (a) level", "sort(level)"] {
      #expect(await error(text, on: many) == nil, "\(text)")
      let bounded = await error(text, engine { $0.samplesMax = 10_000 }, on: many)
      #expect(
        bounded?.description == "query processing would load too many samples into memory in query execution", "\(text)"
      )
      let late = await error(text, engine { $0.timeout = 0 }, on: many)
      #expect(late?.reason == .timeout, "\(text)")
    }
  }
}

extension QueryValue {
  fileprivate var isEmptyMatrix: Bool {
    if case .matrix(let series) = self { series.isEmpty } else { false }
  }
}
