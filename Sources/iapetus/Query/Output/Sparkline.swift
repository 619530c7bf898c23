import TimeSeries

/// A curve of one line: `▁▂▃▅▇█`, blank where there is no sample.
struct Sparkline {
  private static let blocks = Array("▁▂▃▄▅▆▇█")

  /// The times that the whole line stands for.
  let times: ClosedRange<Timestamp>
  /// How many characters it has at most.
  let width: Int

  /// The mean of the samples that fall on each character, between the least and the greatest mean.
  func text(of samples: [AnsweredFloat]) -> String {
    let means = means(of: samples)
    let known = means.compactMap { $0 }
    guard let least = known.min(), let greatest = known.max() else { return "" }
    let line = means.map { mean -> Character in
      guard let mean else { return " " }
      // A flat line runs in the middle.
      guard greatest > least else { return Self.blocks[3] }
      let height = (mean - least) / (greatest - least) * Double(Self.blocks.count - 1)
      return Self.blocks[Int(height.rounded())]
    }
    return String(line)
  }

  private func means(of samples: [AnsweredFloat]) -> [Double?] {
    let count = min(width, max(1, Int(clamping: times.upperBound - times.lowerBound) + 1))
    var sums = Array(repeating: (sum: 0.0, count: 0), count: count)
    let span = Double(times.upperBound - times.lowerBound)
    for sample in samples where sample.value.isFinite && times.contains(sample.timestamp) {
      let share = span == 0 ? 0 : Double(sample.timestamp - times.lowerBound) / span
      let place = min(count - 1, Int(share * Double(count)))
      sums[place] = (sums[place].sum + sample.value, sums[place].count + 1)
    }
    return sums.map { $0.count == 0 ? nil : $0.sum / Double($0.count) }
  }
}
