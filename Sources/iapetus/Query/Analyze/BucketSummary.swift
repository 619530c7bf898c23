import TimeSeries

/// The statistics of many histograms together, as promtool's `query analyze` ends.
struct BucketSummary {
  /// Least, mean and greatest of whole numbers.
  private struct Distribution {
    private var least = Int.max
    private var greatest = 0
    private var mean = 0.0
    private(set) var count = 0

    mutating func add(_ number: Int) {
      (least, greatest, count) = (min(least, number), max(greatest, number), count + 1)
      mean += Double(number) / Double(count) - mean / Double(count)
    }

    var text: String { "min/avg/max: \(least)/\(FloatText.fixed(mean, digitCount: 3))/\(greatest)" }
  }

  private static let names = [
    "minChanged", "avgChanged", "maxChanged", "minDelta", "avgDelta", "maxDelta", "minPop", "avgPop", "maxPop", "total",
  ]

  private var distributions = Array(repeating: Distribution(), count: names.count)
  private var samplesByChange: [Int: Int] = [:]

  mutating func add(_ one: BucketStatistics) {
    let spreads = [one.changed, one.delta, one.populated].flatMap { [$0.least, Int($0.mean), $0.greatest] }
    for (place, number) in (spreads + [one.bucketCount]).enumerated() { distributions[place].add(number) }
    samplesByChange.merge(one.samplesByChange, uniquingKeysWith: +)
  }

  /// The last line is how Go shows promtool's own map: how many samples changed so many buckets.
  var text: String {
    let lines = zip(BucketSummary.names, distributions).map { "\($0) - \($1.text)" }
    let changes = samplesByChange.sorted { $0.key < $1.key }.map { "\($0.key):\($0.value)" }
    return (lines + ["count - \(distributions[0].count)", "&{map[\(changes.joined(separator: " "))]}"])
      .joined(separator: "\n")
  }
}
