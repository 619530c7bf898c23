import PromQL
import Storage
import Telemetry
import TestSupport
import TimeSeries

/// How fast each operator of PromQL is: series × steps per second, on series that look like those of recording rules.
///
/// Samples lie in memory as columns, so that storage has no part in it. The best of some runs counts: other work on the
/// machine only ever makes one slower.
enum QuerySpeed {
  private static let boundaries = ["0.1", "0.5", "1", "+Inf"]
  private static let hours: Timestamp = 6
  private static let interval: Milliseconds = 15_000
  private static let step: Milliseconds = 60_000
  private static let runCount = 7

  /// - Parameter part: only queries that contain it are measured.
  static func report(_ part: String) async {
    let storage = ColumnStorage(series)
    let engine = QueryEngine(limits: QueryLimits(), registry: Registry())
    let stepCount = Int(hours * 3_600_000 / step)
    print("\(stepCount) steps of \(step / 1000) s over samples every \(interval / 1000) s, best of \(runCount) runs")
    print("operator                          ms   M series×steps/s  query")
    for query in SpeedQuery.all where part.isEmpty || query.text.contains(part) {
      let seconds = await best(engine, storage, query.text)
      let rate = Double(query.seriesCount * stepCount) / seconds / 1e6
      print("\(query.name.padded(30))\(text1(seconds * 1000).leading(8))\(text1(rate).leading(16))    \(query.text)")
    }
  }

  private static func best(_ engine: QueryEngine, _ storage: ColumnStorage, _ text: String) async -> Double {
    var best = Double.infinity
    for _ in 0..<runCount {
      let begin = ContinuousClock.now
      do {
        _ = try await engine.range(
          text, from: QueryData.start + step, through: QueryData.start + hours * 3_600_000, step: step, on: storage)
      } catch {
        preconditionFailure("\(text): \(error)")
      }
      best = min(best, (ContinuousClock.now - begin) / .seconds(1))
    }
    return best
  }

  /// What `SpeedQuery` names.
  private static var series: [(labels: Labels, samples: SampleColumns)] {
    var random = SeededRandom(seed: 7)
    var series: [(labels: Labels, samples: SampleColumns)] = []
    for job in 0..<SpeedQuery.jobCount {
      let name = "api-\(10_000 + job)"
      for bound in boundaries {
        for metric in ["m", "m2"] {
          series.append((["__name__": metric, "cluster": "eu-1", "job": name, "le": bound], walk(&random)))
        }
      }
      series.append((["__name__": "n", "cluster": "eu-1", "job": name], small(&random)))
      series.append((["__name__": "c_total", "cluster": "eu-1", "job": name], counter(&random)))
      series.append((["__name__": "target_info", "cluster": "eu-1", "job": name, "version": "1.\(job % 3)"], one))
      if job % 5 == 0 {
        series.append((["__name__": "h", "cluster": "eu-1", "job": name], histograms(&random)))
      }
    }
    return series
  }

  /// As a rate goes: a little up, a little down, with all its digits.
  private static func walk(_ random: inout SeededRandom) -> SampleColumns {
    var value = Double.random(in: 10...1000, using: &random)
    return columns {
      value *= 1 + Double.random(in: -0.01...0.01, using: &random)
      return value
    }
  }

  private static func small(_ random: inout SeededRandom) -> SampleColumns {
    columns { Double(Int.random(in: 0...9, using: &random)) }
  }

  /// With a reset every hour or so.
  private static func counter(_ random: inout SeededRandom) -> SampleColumns {
    var count = 0
    return columns {
      count = Int.random(in: 0..<240, using: &random) == 0 ? 0 : count + Int.random(in: 0...100, using: &random)
      return Double(count)
    }
  }

  private static var one: SampleColumns { columns { 1 } }

  /// Each twenty buckets that grow.
  private static func histograms(_ random: inout SeededRandom) -> SampleColumns {
    var histogram = FloatHistogram()
    histogram.schema = 1
    histogram.zeroThreshold = 0.001
    histogram.positiveSpans = [.init(offset: -4, length: 12), .init(offset: 2, length: 8)]
    histogram.positiveBuckets = [Double](repeating: 0, count: 20)
    var samples = SampleColumns()
    for time in times {
      for bucket in histogram.positiveBuckets.indices {
        histogram.positiveBuckets[bucket] += Double(Int.random(in: 0...9, using: &random))
      }
      histogram.count = histogram.positiveBuckets.reduce(0, +)
      histogram.sum = histogram.count * 1.5
      samples.append(time, histogram)
      // As storage tells of all but the first.
      histogram.counterReset = .notReset
    }
    return samples
  }

  private static func columns(_ next: () -> Double) -> SampleColumns {
    SampleColumns(timestamps: times, values: times.map { _ in next() })
  }

  private static var times: [Timestamp] {
    stride(from: QueryData.start, to: QueryData.start + hours * 3_600_000, by: Int(interval)).map { $0 + 130 }
  }

  private static func text1(_ value: Double) -> String { FloatText.plain((value * 10).rounded() / 10) }
}

extension String {
  fileprivate func padded(_ count: Int) -> String { self + String(repeating: " ", count: max(0, count - self.count)) }
  fileprivate func leading(_ count: Int) -> String { String(repeating: " ", count: max(0, count - self.count)) + self }
}
