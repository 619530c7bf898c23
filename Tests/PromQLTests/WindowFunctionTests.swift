import PromQL
import Storage
import Telemetry
import TestSupport
import Testing
import TimeSeries

/// Functions that slide over a series must give what each window gives by itself.
struct WindowFunctionTests {
  private let engine = QueryEngine(limits: QueryLimits(), registry: Registry())

  /// A series with gaps, stale markers, plateaus and resets, at irregular times.
  private static func series(_ random: inout SeededRandom) -> SampleColumns {
    var samples = SampleColumns()
    var time: Timestamp = 0
    var value = 0.0
    for _ in 0..<200 {
      time += Timestamp.random(in: 1...40_000, using: &random)
      switch Int.random(in: 0..<20, using: &random) {
      case 0: samples.append(time, StaleMarker.value)
      case 1: time += 200_000
      case 2: value = Double.random(in: -5...5, using: &random)
      case 3: samples.append(time, .nan)
      default:
        value += Double.random(in: 0...10, using: &random).rounded() / 7
        samples.append(time, value)
      }
    }
    return samples
  }

  private static let folds: [(name: String, fold: @Sendable ([Double]) -> Double?)] = [
    ("sum_over_time", { $0.reduce(0, +) }),
    ("avg_over_time", { $0.reduce(0, +) / Double($0.count) }),
    ("count_over_time", { Double($0.count) }),
    ("min_over_time", { $0.filter { !$0.isNaN }.min() ?? .nan }),
    ("max_over_time", { $0.filter { !$0.isNaN }.max() ?? .nan }),
    ("last_over_time", { $0.last }),
    ("first_over_time", { $0.first }),
    ("present_over_time", { _ in 1 }),
    (
      "changes",
      { values in Double(zip(values, values.dropFirst()).filter { $0 != $1 && !($0.isNaN && $1.isNaN) }.count) }
    ),
    ("resets", { values in Double(zip(values, values.dropFirst()).filter { $1 < $0 }.count) }),
    ("idelta", { $0.count < 2 ? nil : $0[$0.count - 1] - $0[$0.count - 2] }),
    ("0.3 quantile_over_time", { quantile(0.3, $0) }),
    ("mad_over_time", { medianDistance($0) }),
    ("stdvar_over_time", { variance($0) }),
    ("stddev_over_time", { variance($0).squareRoot() }),
  ]

  private static func quantile(_ quantile: Double, _ values: [Double]) -> Double {
    let sorted = values.sorted { $0.isNaN ? !$1.isNaN : $0 < $1 }
    let rank = quantile * Double(sorted.count - 1)
    let (low, high) = (Int(rank), min(sorted.count - 1, Int(rank) + 1))
    return sorted[low] * (1 - rank + Double(low)) + sorted[high] * (rank - Double(low))
  }

  private static func medianDistance(_ values: [Double]) -> Double {
    if values.contains(where: \.isNaN) { return .nan }
    let median = quantile(0.5, values)
    return quantile(0.5, values.map { ($0 - median).magnitude })
  }

  @Test func `of equal extremes, the last one tells the time`() async throws {
    var random = SeededRandom.fresh()
    for _ in 0..<10 {
      let values = (0..<60).map { _ in ([1, 2, 3, .nan] as [Double]).randomElement(using: &random) ?? 0 }
      var storage = MemoryStorage()
      storage.add(
        ["__name__": "x"], SampleColumns(timestamps: values.indices.map { Timestamp($0) * 1000 }, values: values))
      for (name, isReached) in [("min", { $1 <= $0 }), ("max", { $1 >= $0 })] as [(String, (Double, Double) -> Bool)] {
        let result = try await engine.range(
          "ts_of_\(name)_over_time(x[7s])", from: 0, through: 59_000, step: 1000, on: storage)
        let wanted = values.indices.map { last in
          (max(0, last - 6)...last).reduce { values[$0].isNaN || isReached(values[$0], values[$1]) ? $1 : $0 }
        }
        #expect(
          Self.onlySeries(result.value).values == wanted.map(Double.init), "\(name) \(values), seed \(random.seed)")
      }
    }
  }

  @Test func `small values are not lost among huge ones that cancel, wherever the window has got to`() async throws {
    let values = [5.25, 1e100, -1e100, 1, 1e50, -1e50, 0, 2, 1e75, -1e75, 0.5]
    var storage = MemoryStorage()
    storage.add(
      ["__name__": "x"], SampleColumns(timestamps: values.indices.map { Timestamp($0) * 1000 }, values: values))
    for call in ["sum_over_time", "avg_over_time"] {
      let range = try await engine.range("\(call)(x[7s])", from: 0, through: 10_000, step: 1000, on: storage)
      for (time, value) in zip(Self.onlySeries(range.value).timestamps, Self.onlySeries(range.value).values) {
        let instant = try await engine.instant("\(call)(x[7s])", at: time, on: storage)
        guard case .vector(let alone) = instant.value else { return _ = Issue.record("no vector") }
        #expect(QueryScript.isClose(value, alone[0].value), "\(call) at \(time)")
      }
    }
  }

  @Test func `the median distance is right beside infinite values`() async throws {
    var random = SeededRandom.fresh()
    let choices = [-Double.infinity, .infinity, .infinity, 1, 2, 3, 5, 8]
    for _ in 0..<20 {
      let values = (0..<40).map { _ in choices.randomElement(using: &random) ?? 0 }
      var storage = MemoryStorage()
      storage.add(
        ["__name__": "x"], SampleColumns(timestamps: values.indices.map { Timestamp($0) * 1000 }, values: values))
      let width = Int.random(in: 2...9, using: &random)
      let result = try await engine.range(
        "mad_over_time(x[\(width)s])", from: 0, through: 39_000, step: 1000, on: storage)
      let wanted = values.indices.map { Self.medianDistance(Array(values[max(0, $0 - width + 1)...$0])) }
      let found = Self.onlySeries(result.value).values
      #expect(zip(found, wanted).allSatisfy { QueryScript.isClose($0, $1) }, "\(values), seed \(random.seed)")
      #expect(found.count == wanted.count)
    }
  }

  @Test func `a sliding function gives at every step what its window gives alone`() async throws {
    var random = SeededRandom.fresh()
    for _ in 0..<6 {
      let samples = WindowFunctionTests.series(&random)
      var storage = MemoryStorage()
      storage.add(["__name__": "x"], samples)
      let step = Milliseconds.random(in: 1000...50_000, using: &random)
      let width = Milliseconds.random(in: 1...400_000, using: &random)
      for (name, fold) in WindowFunctionTests.folds {
        let call = name.hasPrefix("0.3") ? "quantile_over_time(0.3, x[\(width)ms])" : "\(name)(x[\(width)ms])"
        let end = (samples.timestamps.last ?? 0) + width + step
        let result = try await engine.range(call, from: -step, through: end, step: step, on: storage)
        var wanted = SampleColumns()
        for time in stride(from: -step, through: end, by: Int(step)) {
          let window = samples.rows.filter {
            $0.timestamp > time - width && $0.timestamp <= time && !$0.value.isStaleMarker
          }
          if !window.isEmpty, let value = fold(window.map(\.value)) { wanted.append(time, value) }
        }
        let found = WindowFunctionTests.onlySeries(result.value)
        #expect(found.timestamps == wanted.timestamps, "\(call) step \(step), seed \(random.seed)")
        for (index, value) in found.values.enumerated() where index < wanted.count {
          #expect(QueryScript.isClose(value, wanted.values[index]), "\(call) step \(step), seed \(random.seed)")
        }
      }
    }
  }

  private static func variance(_ values: [Double]) -> Double {
    // Rounding makes no deviation of what is all the same.
    if values.allSatisfy({ $0 == values[0] }) { return 0 }
    let mean = values.reduce(0, +) / Double(values.count)
    return values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count)
  }

  @Test func `a line that slides is the line of each window`() async throws {
    var random = SeededRandom.fresh()
    for _ in 0..<6 {
      let samples = WindowFunctionTests.series(&random)
      var storage = MemoryStorage()
      storage.add(["__name__": "x"], samples)
      let width = Milliseconds.random(in: 100_000...400_000, using: &random)
      let end = (samples.timestamps.last ?? 0) + width
      let slopes = try await engine.range("deriv(x[\(width)ms])", from: 0, through: end, step: 17_000, on: storage)
      let ahead = try await engine.range(
        "predict_linear(x[\(width)ms], 90)", from: 0, through: end, step: 17_000, on: storage)
      var wanted = SampleColumns()
      var wantedAhead = SampleColumns()
      for time in stride(from: 0, through: end, by: 17_000) {
        let window = samples.rows.filter {
          $0.timestamp > time - width && $0.timestamp <= time && !$0.value.isStaleMarker
        }
        guard window.count > 1 else { continue }
        let line = WindowFunctionTests.line(window.map { (Double($0.timestamp - time) / 1000, $0.value) })
        wanted.append(time, line.slope)
        wantedAhead.append(time, line.intercept + 90 * line.slope)
      }
      for (found, wanted) in [(slopes, wanted), (ahead, wantedAhead)] {
        let found = WindowFunctionTests.onlySeries(found.value)
        #expect(found.timestamps == wanted.timestamps, "seed \(random.seed)")
        for (index, value) in found.values.enumerated() where index < wanted.count {
          let difference = (value - wanted.values[index]).magnitude
          let isSame = value.isNaN && wanted.values[index].isNaN || difference <= 1e-9 * (1 + value.magnitude)
          #expect(isSame, "\(value), not \(wanted.values[index]), seed \(random.seed)")
        }
      }
    }
  }

  /// By the normal equations, times from the evaluation on.
  private static func line(_ points: [(x: Double, y: Double)]) -> (slope: Double, intercept: Double) {
    let count = Double(points.count)
    let (x, y) = (points.reduce(0) { $0 + $1.x } / count, points.reduce(0) { $0 + $1.y } / count)
    let products = points.reduce(0) { $0 + ($1.x - x) * ($1.y - y) }
    let slope = products / points.reduce(0) { $0 + ($1.x - x) * ($1.x - x) }
    return (slope, y - slope * x)
  }

  @Test func `large values keep their small differences`() async throws {
    var samples = SampleColumns()
    for index in 0..<200 {
      samples.append(Timestamp(index) * 15_000, 1e12 + Double(index) + (index.isMultiple(of: 2) ? 0.25 : -0.25))
    }
    var storage = MemoryStorage()
    storage.add(["__name__": "x"], samples)
    for (call, wanted, tolerance) in [
      ("deriv(x[10m])", 1.0 / 15, 1e-4), ("stdvar_over_time(x[10m])", (1600 - 1) / 12.0 + 0.0625, 0.3),
    ] {
      let result = try await engine.range(call, from: 1_200_000, through: 2_900_000, step: 60_000, on: storage)
      let found = WindowFunctionTests.onlySeries(result.value)
      #expect(found.count == 29)
      for value in found.values { #expect((value - wanted).magnitude < tolerance, "\(call): \(value)") }
    }
  }

  @Test func `a step does not depend on the steps around it`() async throws {
    var random = SeededRandom.fresh()
    var storage = MemoryStorage()
    storage.add(["__name__": "x"], WindowFunctionTests.series(&random))
    for call in ["rate(x[5m])", "sum_over_time(x[7m])", "avg_over_time(x[3m])", "deriv(x[10m])", "x"] {
      let range = try await engine.range(call, from: 0, through: 3_600_000, step: 61_000, on: storage)
      let samples = WindowFunctionTests.onlySeries(range.value)
      for (time, value) in zip(samples.timestamps, samples.values) {
        guard case .vector(let vector) = try await engine.instant(call, at: time, on: storage).value else { continue }
        #expect(vector.count == 1 && QueryScript.isClose(vector[0].value, value), "\(call), seed \(random.seed)")
      }
    }
  }

  private static func onlySeries(_ value: QueryValue) -> SampleColumns {
    guard case .matrix(let series) = value, series.count == 1 else { return SampleColumns() }
    return series[0].samples
  }
}

extension ClosedRange<Int> {
  fileprivate func reduce(_ better: (Int, Int) -> Int) -> Int { dropFirst().reduce(lowerBound, better) }
}
