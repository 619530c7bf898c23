import PromQL
import Telemetry
import TestSupport
import Testing
import TimeSeries

/// What answers are remarked on, and what not.
struct RemarkTests {
  private let engine = QueryEngine(limits: QueryLimits(), registry: Registry())

  private func remarks(
    _ query: String, at time: Timestamp = 120_000, on storage: MemoryStorage
  ) async throws -> Annotations {
    try await engine.instant(query, at: time, on: storage).annotations
  }

  private func range(_ query: String, on storage: MemoryStorage) async throws -> Annotations {
    try await engine.range(query, from: 0, through: 120_000, step: 60_000, on: storage).annotations
  }

  // MARK: Floats

  private static let floats = MemoryStorage(
    """
    x{i="a"} 1 2 3
    once _ 5
    q -1 2 3
    """, every: 60_000)

  @Test func `a quantile that is none is told, though there is nothing to take it of`() async throws {
    let text = "PromQL warning: quantile value should be between 0 and 1, got"
    #expect(try await remarks("quantile(2, nothing)", on: Self.floats).warnings == ["\(text) 2 (1:10)"])
    #expect(try await remarks("quantile(NaN, nothing)", on: Self.floats).warnings == ["\(text) NaN (1:10)"])
    let warnings = try await range("quantile(scalar(q), x)", on: Self.floats).warnings
    #expect(warnings == ["\(text) -1 (1:10)", "\(text) 3 (1:10)"], "the lowest and the highest only")
  }

  @Test func `of ratios that are none, the lowest and the highest are told`() async throws {
    let text = "PromQL warning: ratio value should be between -1 and 1, got"
    let warnings = try await range("limit_ratio(scalar(q), x)", on: Self.floats).warnings
    #expect(warnings == ["\(text) 3, capping to 1 (1:13)"])
    #expect(
      try await remarks("limit_ratio(-1.5, nothing)", on: Self.floats).warnings
        == ["\(text) -1.5, capping to -1 (1:13)"])
  }

  @Test func `sorting more than one step is told, also within a subquery`() async throws {
    let text =
      "PromQL warning: sort is ineffective for range queries since results are always ordered by labels"
    #expect(try await range("sort(x)", on: Self.floats).warnings == ["\(text) (1:1)"])
    #expect(try await remarks("sum_over_time(sort(x)[2m:1m])", on: Self.floats).warnings == ["\(text) (1:15)"])
    #expect(try await range("sort(x @ 60)", on: Self.floats).warnings == [])
    #expect(try await remarks("sort(x)", on: Self.floats).warnings == [])
  }

  @Test func `only what has a rate may be no counter`() async throws {
    #expect(try await remarks("rate(once[3m])", on: Self.floats).infos == [])
    #expect(try await remarks("rate(x[3m])", on: Self.floats).infos.count == 1)
  }

  @Test func `repairs of classic histograms are summed up`() async throws {
    let storage = MemoryStorage(
      """
      h_bucket{le="1"} 10 10 10
      h_bucket{le="2"} 5 10 9.5
      h_bucket{le="4"} 20 20 20
      h_bucket{le="+Inf"} 20 18 20
      """, every: 60_000)
    let infos = try await range("histogram_quantile(0.5, h_bucket)", on: storage).infos
    #expect(
      infos == [
        "PromQL info: input to histogram_quantile needed to be fixed for monotonicity (see "
          + "https://prometheus.io/docs/prometheus/latest/querying/functions/#histogram_quantile) for metric name "
          + "\"h_bucket\", from buckets 2 to +Inf, with a max diff of 5, over 3 samples from 1970-01-01T00:00:00Z to "
          + "1970-01-01T00:02:00Z (1:25)"
      ])
  }

  // MARK: Native histograms

  /// With as many observations in its one bucket.
  private static func histogram(
    _ count: Double, bounds: [Double]? = nil, sum: Double? = nil, hint: FloatHistogram.CounterReset = .unknown
  ) -> FloatHistogram {
    var histogram = FloatHistogram()
    histogram.positiveSpans = [.init(offset: 0, length: 1)]
    histogram.positiveBuckets = [count]
    (histogram.count, histogram.sum, histogram.counterReset) = (count, sum ?? count, hint)
    if let bounds { (histogram.schema, histogram.customBounds) = (FloatHistogram.customSchema, bounds) }
    return histogram
  }

  private static func storage(_ series: [(labels: [Label], histograms: [FloatHistogram])]) -> MemoryStorage {
    var storage = MemoryStorage()
    for (labels, histograms) in series {
      var samples = SampleColumns()
      for (row, histogram) in histograms.enumerated() { samples.append(Timestamp(row) * 60_000, histogram) }
      storage.add(Labels(labels), samples)
    }
    return storage
  }

  private static func named(_ name: String, _ kind: String = "") -> [Label] {
    [Label(name: "__name__", value: name), Label(name: "kind", value: kind)]
  }

  @Test func `buckets that do not go together are told of the metric that has them`() async throws {
    let storage = Self.storage([
      (Self.named("h", "a"), [Self.histogram(1, hint: .reset)]),
      (Self.named("h", "b"), [Self.histogram(1, bounds: [1, 2], hint: .notReset)]),
    ])
    for query in ["sum(h)", "avg(h)"] {
      #expect(
        try await remarks(query, at: 0, on: storage).warnings == [
          "PromQL warning: vector contains a mix of histograms with exponential and custom buckets schemas for metric "
            + "name \"h\" (1:5)"
        ], "\(query)")
    }
  }

  @Test func `buckets that do not go together hide of which kind they are`() async throws {
    let (exponential, custom) = (Self.histogram(1, hint: .gauge), Self.histogram(3, bounds: [1, 2], hint: .gauge))
    let storage = Self.storage([
      (Self.named("end"), [exponential, exponential, custom]),
      (Self.named("middle"), [exponential, exponential, custom, exponential]),
      (Self.named("counter"), [Self.histogram(1), Self.histogram(2), Self.histogram(3, bounds: [1, 2])]),
    ])
    func mixed(_ name: String) -> String {
      "PromQL warning: vector contains a mix of histograms with exponential and custom buckets schemas for metric name "
        + "\"\(name)\" (1:7)"
    }
    #expect(try await remarks("delta(counter[3m])", on: storage).warnings == [mixed("counter")])
    #expect(try await remarks("rate( middle[4m])", at: 180_000, on: storage).warnings == [mixed("middle")])
    let warnings = try await remarks("rate( end[3m])", on: storage).warnings
    #expect(warnings == ["PromQL warning: this native histogram metric is not a counter: \"end\" (1:7)", mixed("end")])
  }

  @Test func `NaN is told where it is counted, infinities are not NaN`() async throws {
    var counted = Self.histogram(5, sum: .nan)
    counted.count = 6
    let storage = Self.storage([
      (Self.named("counted"), [counted]), (Self.named("infinite"), [Self.histogram(5, sum: .nan)]),
    ])
    #expect(try await remarks("histogram_quantile(0.5, counted)", at: 0, on: storage).infos.count == 1)
    #expect(try await remarks("histogram_quantile(1, counted)", at: 0, on: storage).infos.count == 1)
    #expect(try await remarks("histogram_fraction(0, 1, counted)", at: 0, on: storage).infos.count == 1)
    #expect(try await remarks("histogram_fraction(1, 0, counted)", at: 0, on: storage).infos == [])
    #expect(try await remarks("histogram_quantile(0.5, infinite)", at: 0, on: storage).infos == [])
    #expect(try await remarks("histogram_fraction(0, 1, infinite)", at: 0, on: storage).infos == [])
  }

  @Test func `extended windows tell of bounds that differ, as ordinary ones do`() async throws {
    let storage = Self.storage([
      (Self.named("h_total"), [Self.histogram(1, bounds: [1, 2, 3]), Self.histogram(3, bounds: [1, 3])])
    ])
    let text = "PromQL info: mismatched custom buckets were reconciled during"
    let anchored = try await remarks("increase(h_total[1m] anchored)", at: 60_000, on: storage)
    #expect(anchored.infos == ["\(text) subtraction (1:10)"])
    let smoothed = try await remarks("h_total smoothed", at: 30_000, on: storage)
    #expect(smoothed.infos == ["\(text) addition (1:1)", "\(text) subtraction (1:1)"])
  }

  @Test func `on the way from one kind of buckets to the other there is nothing`() async throws {
    let storage = Self.storage([(Self.named("h"), [Self.histogram(1), Self.histogram(2, bounds: [1, 2])])])
    let result = try await engine.instant("h smoothed", at: 30_000, on: storage)
    guard case .vector(let vector) = result.value else { return #expect(Bool(false)) }
    #expect(vector.isEmpty)
    #expect(result.annotations.warnings.count == 1)
  }

  // MARK: Values

  private func count(_ query: String, at time: Timestamp, on storage: MemoryStorage) async throws -> Double? {
    guard case .vector(let vector) = try await engine.instant(query, at: time, on: storage).value else { return nil }
    return vector.first?.value
  }

  @Test func `a counter of histograms that begins anew comes from zero on its way, a gauge does not`() async throws {
    let storage = Self.storage([
      (Self.named("counter"), [Self.histogram(10), Self.histogram(4)]),
      (Self.named("gauge"), [Self.histogram(10, hint: .gauge), Self.histogram(4, hint: .gauge)]),
    ])
    #expect(try await count("histogram_count(counter smoothed)", at: 30_000, on: storage) == 2)
    #expect(try await count("histogram_count(gauge smoothed)", at: 30_000, on: storage) == 7)
  }

  @Test func `the mean of histograms is found though the sum of their sums has no number`() async throws {
    let storage = Self.storage(
      ["a", "b", "c"].map { (Self.named("h", $0), [Self.histogram(2, sum: 0x1.8p1023)]) })
    #expect(try await count("histogram_sum(avg(h))", at: 0, on: storage) == 0x1.8p1023)
    let sums: [Double] = [1, 1e100, 1, -1e100]
    let counts = Self.storage(
      sums.enumerated().map { (Self.named("h", "\($0)"), [Self.histogram(0x1.8p1023, sum: $1)]) })
    #expect(try await count("histogram_sum(avg(h))", at: 0, on: counts) == 0.5, "their sums lose nothing by it")
  }

  @Test func `sums and means of histograms lose nothing, in no bucket`() async throws {
    let storage = Self.storage(
      [1, 1e100, 1, -1e100].enumerated().map { (Self.named("h", "\($0)"), [Self.histogram($1)]) })
    for (query, expected) in [
      ("histogram_count(sum(h))", 2.0), ("histogram_count(avg(h))", 0.5), ("histogram_sum(sum(h))", 2),
    ] {
      #expect(try await count(query, at: 0, on: storage) == expected, "\(query)")
    }
    let result = try await engine.instant("sum(h)", at: 0, on: storage)
    guard case .vector(let vector) = result.value else { return #expect(Bool(false)) }
    #expect(vector.first?.histogram?.positiveBuckets == [2])
  }

  @Test func `histograms with the same numbers are equal, NaN or not`() async throws {
    var zero = Self.histogram(4)
    zero.zeroThreshold = 0.5
    let storage = Self.storage([(Self.named("h"), [zero])])
    #expect(try await count("h / 0 == bool h / 0", at: 0, on: storage) == 1)
    #expect(try await count("h * NaN == bool h * NaN", at: 0, on: storage) == 1)
    #expect(try await count("-h == bool -1 * h", at: 0, on: storage) == 1)
  }

  @Test func `the rate of the last two histograms is divided, not multiplied by a part that is rounded`() async throws {
    let storage = Self.storage([(Self.named("h"), [Self.histogram(1), Self.histogram(4)])])
    #expect(try await count("histogram_count(irate(h[2m]))", at: 60_000, on: storage) == 0.05)
  }

  @Test func `the text of a histogram has its buckets whole, and what is less than nothing`() {
    var histogram = Self.histogram(4)
    (histogram.zeroThreshold, histogram.zeroCount) = (0.75, -2)
    #expect(histogram.description == "{count:4, sum:4, [-0.75,0.75]:-2, (0.5,1]:4}")
  }

  @Test func `numbers in the text of a histogram are as short as Go has them`() {
    var histogram = Self.histogram(2_500_000, bounds: [0.00001, 1_000_000], sum: 12_345_678)
    histogram.positiveSpans[0].offset = 1
    #expect(histogram.description == "{count:2.5e+06, sum:1.2345678e+07, (1e-05,1e+06]:2.5e+06}")
  }
}
