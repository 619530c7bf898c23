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
  private static let jobCount = 250
  private static let boundaries = ["0.1", "0.5", "1", "+Inf"]
  private static let hours: Timestamp = 6
  private static let interval: Milliseconds = 15_000
  private static let step: Milliseconds = 60_000
  private static let runCount = 7

  /// Names of operators and a query of each; `m` gives `jobCount` × 4 series, `n` and `c_total` a quarter of that.
  private static let queries: [(name: String, text: String, seriesCount: Int)] = [
    ("selector", "m", 1000),
    ("rate", "rate(c_total[5m])", 250),
    ("increase", "increase(c_total[5m])", 250),
    ("sum_over_time", "sum_over_time(m[30m])", 1000),
    ("avg_over_time", "avg_over_time(m[30m])", 1000),
    ("max_over_time", "max_over_time(m[30m])", 1000),
    ("count_over_time", "count_over_time(m[30m])", 1000),
    ("last_over_time", "last_over_time(m[30m])", 1000),
    ("stddev_over_time", "stddev_over_time(m[30m])", 1000),
    ("quantile_over_time", "quantile_over_time(0.9, m[30m])", 1000),
    ("changes", "changes(m[30m])", 1000),
    ("deriv", "deriv(m[15m])", 1000),
    ("predict_linear", "predict_linear(m[15m], 3600)", 1000),
    ("sum by", "sum by (job) (m)", 1000),
    ("sum of all", "sum(m)", 1000),
    ("avg by", "avg by (job) (m)", 1000),
    ("stddev by", "stddev by (le) (m)", 1000),
    ("topk", "topk(5, m)", 1000),
    ("quantile", "quantile by (le) (0.9, m)", 1000),
    ("count_values", "count_values(\"v\", n)", 250),
    ("scalar arithmetic", "m * 2 + 1", 1000),
    ("abs", "abs(m)", 1000),
    ("comparison", "m > 100", 1000),
    ("one to one", "m / m2", 2000),
    ("many to one", "m * on (job) group_left n", 1250),
    ("and", "m and on (job) n", 1250),
    ("or", "m or n", 1250),
    ("same twice", "sum(sum_over_time(m[5m])) / sum(sum_over_time(m[5m]))", 2000),
    ("histogram_quantile", "histogram_quantile(0.9, m)", 1000),
    ("subquery", "max_over_time(sum by (job) (m)[30m:1m])", 1000),
    ("label_replace", "label_replace(m, \"x\", \"$1\", \"job\", \"(.*)\")", 1000),
    ("absent", "absent(m)", 1000),
  ]

  static func report() async {
    let storage = ColumnStorage(series)
    let engine = QueryEngine(limits: QueryLimits(), registry: Registry())
    let stepCount = Int(hours * 3_600_000 / step)
    print("\(stepCount) steps of \(step / 1000) s over samples every \(interval / 1000) s, best of \(runCount) runs")
    print("operator              ms   M series×steps/s  query")
    for (name, text, seriesCount) in queries {
      let seconds = await best(engine, storage, text)
      let rate = Double(seriesCount * stepCount) / seconds / 1e6
      print("\(name.padded(18))\(text1(seconds * 1000).leading(8))\(text1(rate).leading(16))    \(text)")
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

  /// `m` and `m2` with four buckets for each job, `n` and `c_total` with one.
  private static var series: [(labels: Labels, samples: SampleColumns)] {
    var random = SeededRandom(seed: 7)
    var series: [(labels: Labels, samples: SampleColumns)] = []
    for job in 0..<jobCount {
      let name = "api-\(10_000 + job)"
      for bound in boundaries {
        for metric in ["m", "m2"] {
          series.append((["__name__": metric, "cluster": "eu-1", "job": name, "le": bound], walk(&random)))
        }
      }
      series.append((["__name__": "n", "cluster": "eu-1", "job": name], small(&random)))
      series.append((["__name__": "c_total", "cluster": "eu-1", "job": name], counter(&random)))
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

  private static func columns(_ next: () -> Double) -> SampleColumns {
    let times = stride(from: QueryData.start, to: QueryData.start + hours * 3_600_000, by: Int(interval))
    return SampleColumns(timestamps: times.map { $0 + 130 }, values: times.map { _ in next() })
  }

  private static func text1(_ value: Double) -> String { FloatText.plain((value * 10).rounded() / 10) }
}

extension String {
  fileprivate func padded(_ count: Int) -> String { self + String(repeating: " ", count: max(0, count - self.count)) }
  fileprivate func leading(_ count: Int) -> String { String(repeating: " ", count: max(0, count - self.count)) + self }
}
