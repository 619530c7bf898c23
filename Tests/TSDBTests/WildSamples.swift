import Glibc
import TestSupport
import TimeSeries

/// Samples of every kind that storage must bring back bit for bit.
enum WildSamples {
  static let odd: [Double] = [
    0, -0.0, .nan, StaleMarker.value, StaleMarker.ordinaryNaN, Double(bitPattern: 0xfff8_dead_beef_0001), .infinity,
    -.infinity, .greatestFiniteMagnitude, -.leastNonzeroMagnitude, 0x1p53, 1e22, 0.1, -0.3, 1e-9,
  ]

  static func series(using random: inout SeededRandom, count: Int) -> SampleColumns {
    let timestamps = self.timestamps(using: &random, count: count)
    var samples = SampleColumns(timestamps: timestamps, values: values(using: &random, count: count))
    samples.starts = starts(of: timestamps, using: &random)
    return samples
  }

  /// None for most series; else one that now and then begins anew, deltas, or nonsense.
  static func starts(of timestamps: [Timestamp], using random: inout SeededRandom) -> StartColumn {
    let kind = Int.random(in: 0..<9, using: &random)
    var starts = StartColumn()
    var begun: Timestamp = 1
    for row in timestamps.indices {
      switch kind {
      case 0:
        if Int.random(in: 0..<10, using: &random) == 0 { begun = timestamps[row] - 1 }
        starts.set(begun, at: row)
      case 1: if row > 0 { starts.set(timestamps[row - 1], at: row) }
      case 2: if Bool.random(using: &random) { starts.set(Int64.random(in: -9...Int64.max, using: &random), at: row) }
      default: break
      }
    }
    return starts
  }

  private static func timestamps(using random: inout SeededRandom, count: Int) -> [Timestamp] {
    let kind = Int.random(in: 0..<5, using: &random)
    var now = Timestamp.random(in: 0...1_800_000, using: &random)
    return (0..<count).map { _ in
      defer {
        switch kind {
        case 0: now += 15_000
        case 1: now += 15_000 + Int64.random(in: -20...20, using: &random)
        case 2: now += Int.random(in: 0..<20, using: &random) == 0 ? 600_000 : 1000
        case 3: now += Int64.random(in: 1...100_000_000, using: &random)
        default: now += Int64.random(in: 1...3, using: &random)
        }
      }
      return now
    }
  }

  private static func values(using random: inout SeededRandom, count: Int) -> [Double] {
    let kind = Int.random(in: 0..<9, using: &random)
    var walk = Double.random(in: 0.001...1e6, using: &random)
    let few = (0..<5).map { _ in Double.random(in: 0...1, using: &random) }
    let spikes = Int.random(in: 0..<3, using: &random) == 0
    return (0..<count).map { index in
      walk *= exp(Double.random(in: -0.02...0.02, using: &random))
      if spikes, Int.random(in: 0..<12, using: &random) == 0 {
        return odd[Int.random(in: 0..<odd.count, using: &random)]
      }
      switch kind {
      case 0: return walk
      case 1: return (walk * 100).rounded() / 100
      case 2: return walk.rounded()
      case 3: return 42
      case 4: return few[Int.random(in: 0..<5, using: &random)]
      case 5: return Double(bitPattern: UInt64.random(in: 0...UInt64.max, using: &random))
      case 6: return Double.random(in: 1...1.1, using: &random)
      case 7: return (index / 20).isMultiple(of: 2) ? walk : 0
      default: return Double(4096 * Int.random(in: 1000...2000, using: &random))
      }
    }
  }

  static func histogram(using random: inout SeededRandom) -> FloatHistogram {
    var histogram = FloatHistogram()
    histogram.counterReset = .init(rawValue: UInt8.random(in: 0...3, using: &random)) ?? .unknown
    histogram.schema = Int32.random(in: -4...8, using: &random)
    histogram.zeroThreshold = 1e-128
    histogram.zeroCount = Double.random(in: 0...9, using: &random)
    histogram.count = Double.random(in: 0...1e6, using: &random)
    histogram.sum = Double.random(in: -1e6...1e6, using: &random)
    histogram.positiveSpans = [.init(offset: -3, length: 2), .init(offset: 4, length: 1)]
    histogram.positiveBuckets = [1, 2.5, Double.random(in: 0...5, using: &random)]
    if Bool.random(using: &random) {
      histogram.negativeSpans = [.init(offset: 7, length: 1)]
      histogram.negativeBuckets = [9]
    }
    if Int.random(in: 0..<4, using: &random) == 0 {
      histogram.schema = FloatHistogram.customSchema
      histogram.customBounds = [0.1, 0.5, .infinity]
    }
    return histogram
  }
}
