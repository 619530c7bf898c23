import TimeSeries

/// How the buckets of one histogram change from sample to sample.
struct BucketStatistics: Equatable {
  /// Least, mean and greatest of some numbers, and how many they were.
  struct Spread: Equatable {
    private(set) var least = Int.max
    private(set) var greatest = 0
    private(set) var total = 0
    private(set) var count = 0

    var mean: Double { Double(total) / Double(count) }
    var text: String { "\(least)/\(FloatText.fixed(mean, digitCount: 3))/\(greatest)" }

    mutating func add(_ number: Int) {
      (least, greatest) = (min(least, number), max(greatest, number))
      (total, count) = (total + number, count + 1)
    }
  }

  /// How many buckets differ from the sample before.
  private(set) var changed = Spread()
  /// By how much these differ, taken together.
  private(set) var delta = Spread()
  /// How many buckets are not empty.
  private(set) var populated = Spread()
  /// Of all samples.
  private(set) var bucketCount = 0
  /// How many samples changed so many buckets.
  private(set) var samplesByChange: [Int: Int] = [:]

  /// As promtool writes it.
  var text: String {
    "Bucket stats (min/avg/max) - number of buckets changed: \(changed.text) total delta of changed buckets: \(delta.text) "
      + "number of populated buckets: \(populated.text). total number of buckets: \(bucketCount)"
  }

  private mutating func add(changed changedCount: Int, delta difference: Int, populated populatedCount: Int) {
    changed.add(changedCount)
    delta.add(difference)
    populated.add(populatedCount)
    samplesByChange[changedCount, default: 0] += 1
  }
}

// Native histograms.
extension BucketStatistics {
  private struct Bounds: Hashable {
    let boundaries: Int
    let lower: Double
    let upper: Double
  }

  /// `nil` for fewer than two samples: nothing changes then.
  init?(native histograms: [AnsweredHistogram]) {
    guard histograms.count > 1 else { return nil }
    var previous = BucketStatistics.counts(histograms[0])
    var all = Set(previous.keys)
    for histogram in histograms.dropFirst() {
      let current = BucketStatistics.counts(histogram)
      all.formUnion(current.keys)
      let touched = Set(current.keys).union(previous.keys).filter { current[$0] != previous[$0] }
      let difference = touched.reduce(0) {
        $0 + Int(((current[$1] ?? 0) - (previous[$1] ?? 0)).magnitude.bounded)
      }
      add(changed: touched.count, delta: difference, populated: histogram.buckets?.count ?? 0)
      previous = current
    }
    bucketCount = all.count
  }

  private static func counts(_ histogram: AnsweredHistogram) -> [Bounds: Double] {
    let counts = (histogram.buckets ?? []).map {
      (Bounds(boundaries: $0.boundaries, lower: $0.lower, upper: $0.upper), $0.count)
    }
    return Dictionary(counts) { _, last in last }
  }
}

// Classic histograms.
extension BucketStatistics {
  /// Buckets that have no samples at the same times.
  struct NotAligned: Error {}

  /// The series of one histogram's buckets; `nil` for fewer than two samples.
  init?(classic buckets: [AnsweredSeries]) throws(NotAligned) {
    guard let first = buckets.first, first.floats.count > 1 else { return nil }
    let buckets = buckets.map { (bound: Double($0.labels[LabelName.bucketBound] ?? "") ?? 0, floats: $0.floats) }
      .sorted { $0.bound < $1.bound }
    let times = buckets[0].floats.map(\.timestamp)
    guard buckets.allSatisfy({ $0.floats.map(\.timestamp) == times }) else { throw NotAligned() }
    var previous: [Int]?
    for row in times.indices {
      let current = BucketStatistics.counts(buckets.map { $0.floats[row].value })
      defer { previous = current }
      guard let previous else { continue }
      let differences = zip(current, previous).map { ($0 - $1).magnitude }
      add(
        changed: differences.count { $0 != 0 }, delta: Int(differences.reduce(0, +)),
        populated: current.count { $0 != 0 })
    }
    bucketCount = buckets.count
  }

  /// What is in each bucket alone.
  private static func counts(_ cumulative: [Double]) -> [Int] {
    zip(cumulative, [0] + cumulative).map { Int(($0 - $1).bounded) }
  }
}

extension Double {
  /// Cut off to what an integer can be added up from many times; NaN counts as nothing.
  fileprivate var bounded: Double { isNaN ? 0 : Swift.min(Swift.max(self, -1e15), 1e15).rounded(.towardZero) }
}
