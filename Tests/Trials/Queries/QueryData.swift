import Storage
package import TestSupport
package import TimeSeries

/// An hour of made up series: gauges and counters that pause and vanish, histograms of both kinds, odd values.
///
/// Values have few bits, so that sums of them are exact; timestamps lie off whole and half seconds.
package enum QueryData {
  package static let start: Timestamp = 1_700_000_000_000
  package static let end = start + 3_600_000
  /// The distance of samples.
  static let interval: Milliseconds = 15_000

  /// The names of series of floats, and how many bits their values have at most.
  static let metrics: [(name: String, bits: Int)] = [
    ("level", 18), ("level", 18), ("other", 8), ("events_total", 18), ("odd", 6), ("rare", 8),
    ("wait_seconds_bucket", 18),
    ("wait_seconds_count", 18), ("single", 8),
  ]
  /// Those with native histograms.
  static let histogramMetrics: [(name: String, bits: Int)] = [("spread", 0), ("mixed", 0), ("custom", 0)]

  package typealias Series = (labels: Labels, samples: SampleColumns)

  /// The series of floats.
  package static func floats(_ random: inout SeededRandom) -> [Series] {
    var series: [Series] = []
    for a in ["1", "2", "3"] {
      for b in ["x", "y"] {
        series.append((labels("level", ["a": a, "b": b]), gauge(&random, within: 4096)))
        series.append((labels("events_total", ["a": a, "b": b]), counter(&random)))
      }
      series.append((labels("other", ["a": a]), gauge(&random, within: 12)))
      series.append((labels("odd", ["a": a]), odd(&random)))
      series += classic(["a": a], &random)
    }
    series.append((labels("rare", ["b": "x"]), thinned(gauge(&random, within: 12), 28)))
    series.append((labels("rare", ["b": "y"]), thinned(gauge(&random, within: 12), 7)))
    series.append((labels("single", [:]), gauge(&random, within: 12)))
    return series
  }

  private static func labels(_ name: String, _ others: [String: String]) -> Labels {
    Labels(others.map { Label(name: $0.key, value: $0.value) } + [Label(name: LabelName.metricName, value: name)])
  }

  /// Times of samples, with pauses; after some of them comes a stale marker.
  static func times(_ random: inout SeededRandom) -> [(time: Timestamp, endsAfter: Bool)] {
    var times: [(time: Timestamp, endsAfter: Bool)] = []
    var pause = 0
    for slot in 0..<Int((end - start) / interval) {
      if pause > 0 {
        pause -= 1
        continue
      }
      let ends = Int.random(in: 0..<60, using: &random) == 0
      if ends { pause = Int.random(in: 1...40, using: &random) }
      let jitter = Timestamp.random(in: 1...390, using: &random)
      times.append((start + Timestamp(slot) * interval + jitter, ends && Bool.random(using: &random)))
    }
    return times
  }

  private static func samples(_ random: inout SeededRandom, _ value: (inout SeededRandom) -> Double) -> SampleColumns {
    var samples = SampleColumns()
    for (time, ends) in times(&random) {
      samples.append(time, value(&random))
      if ends { samples.append(time + 2000, StaleMarker.value) }
    }
    return samples
  }

  private static func gauge(_ random: inout SeededRandom, within bound: Int) -> SampleColumns {
    var eighths = Int.random(in: -bound...bound, using: &random)
    return samples(&random) { random in
      eighths = max(-8 * bound, min(8 * bound, eighths + Int.random(in: -bound...bound, using: &random)))
      return Double(eighths) / 8
    }
  }

  /// Resets, but stays far from zero.
  private static func counter(_ random: inout SeededRandom) -> SampleColumns {
    var count = 20_000
    return samples(&random) { random in
      count += Int.random(in: 0...30, using: &random)
      if Int.random(in: 0..<40, using: &random) == 0 { count = 18_000 + Int.random(in: 0...100, using: &random) }
      return Double(count)
    }
  }

  private static func odd(_ random: inout SeededRandom) -> SampleColumns {
    samples(&random) { random in
      [.nan, .infinity, -.infinity, 0, 1, -1, 7.5, 2, 3][Int.random(in: 0..<9, using: &random)]
    }
  }

  private static func thinned(_ samples: SampleColumns, _ part: Int) -> SampleColumns {
    let rows = samples.timestamps.indices.filter { $0 % part == 0 && !samples.values[$0].isStaleMarker }
    return SampleColumns(timestamps: rows.map { samples.timestamps[$0] }, values: rows.map { samples.values[$0] })
  }

  private static func classic(_ others: [String: String], _ random: inout SeededRandom) -> [Series] {
    let bounds = ["0.1", "0.5", "1", "2.5", "+Inf"]
    var columns = [SampleColumns](repeating: SampleColumns(), count: bounds.count)
    var counts = (0..<bounds.count).map { 20_000 * ($0 + 1) }
    for (time, _) in times(&random) {
      var more = 0
      for bucket in bounds.indices {
        more += Int.random(in: 1...9, using: &random)
        counts[bucket] += more
        columns[bucket].append(time, Double(counts[bucket]))
      }
    }
    return bounds.indices.map { bucket in
      (labels("wait_seconds_bucket", others.merging(["le": bounds[bucket]]) { $1 }), columns[bucket])
    } + [(labels("wait_seconds_count", others), columns[bounds.count - 1])]
  }
}
