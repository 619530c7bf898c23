import RemoteProtocol
import TestSupport
import Testing
import TimeSeries

/// Random series for the readers of answers, random damage, and what must hold of whatever is read.
enum ReadSamples {
  static func some(_ random: inout SeededRandom) -> [(Labels, ReadAnswer.Samples)] {
    (0..<Int.random(in: 1...3, using: &random)).map { number in
      (["__name__": "m:\(number)", "job": String(repeating: "ü", count: number * 40)], samples(&random))
    }
  }

  /// Steady, jittering and wild timestamps; values that repeat, drift and jump.
  private static func samples(_ random: inout SeededRandom) -> ReadAnswer.Samples {
    var time = Timestamp.random(in: -1_000_000...2_000_000_000_000, using: &random)
    var value = 1.0
    return (0..<Int.random(in: 1...120, using: &random)).map { _ in
      switch Int.random(in: 0..<8, using: &random) {
      case 0: time += Timestamp.random(in: 1...2_000_000_000, using: &random)
      case 1: time += 15_000 + Timestamp.random(in: -9000...9000, using: &random)
      case 2: time += 15_000 + Timestamp.random(in: -14_000...600_000, using: &random)
      default: time += 15_000
      }
      switch Int.random(in: 0..<6, using: &random) {
      case 0: value = Double(bitPattern: random.next())
      case 1: value = StaleMarker.value
      case 2: value += 0.25
      default: break
      }
      return (time, value)
    }
  }

  static func damaged(_ bytes: [UInt8], _ random: inout SeededRandom) -> [UInt8] {
    var bytes = bytes
    for _ in 0..<Int.random(in: 1...4, using: &random) where !bytes.isEmpty {
      let place = Int.random(in: 0..<bytes.count, using: &random)
      switch Int.random(in: 0..<4, using: &random) {
      case 0: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
      case 1: bytes[place] = UInt8.random(in: 0...255, using: &random)
      case 2: bytes.removeSubrange(place...)
      default:
        bytes.insert(contentsOf: [UInt8](repeating: 0xff, count: Int.random(in: 1...9, using: &random)), at: place)
      }
    }
    return bytes
  }

  static func expect(_ read: ReadResult, _ series: [(Labels, ReadAnswer.Samples)], _ note: Comment) {
    #expect(read.series.map(\.labels) == series.map(\.0), note)
    #expect(read.timestamps == series.flatMap { $0.1.map(\.timestamp) }, note)
    #expect(read.values.map(\.bitPattern) == series.flatMap { $0.1.map(\.value.bitPattern) }, note)
  }

  static func expectSound(_ read: ReadResult, _ note: Comment) {
    #expect(read.timestamps.count == read.values.count, note)
    #expect(Set(read.series.map(\.labels)).count == read.series.count, note)
    var next = 0
    for series in read.series {
      #expect(series.samples.lowerBound == next, note)
      next = series.samples.upperBound
      #expect(Labels(validating: series.labels.bytes) != nil, note)
      let times = read.timestamps[series.samples]
      #expect(zip(times, times.dropFirst()).allSatisfy { $0 < $1 }, note)
    }
    #expect(next == read.timestamps.count, note)
  }
}
