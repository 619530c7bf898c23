import Storage
import TestSupport
import TimeSeries

/// What a time-series database means, without any of its machinery.
struct Model {
  struct Row {
    var labels: Labels
    var timestamp: Timestamp
    var value: Double
    var histogram: FloatHistogram?
    var start: Timestamp = 0
  }

  private var series: [Labels: [Timestamp: Row]] = [:]
  /// By key, all in one space.
  private var records: [[UInt8]: [UInt8]] = [:]
  private(set) var newest: Timestamp = 1_000_000

  mutating func append(
    _ rows: [Row], replacing: Bool = false
  ) -> (stored: Int, heartbeats: Int, duplicates: Int, replaced: Int) {
    var outcome = (stored: 0, heartbeats: 0, duplicates: 0, replaced: 0)
    for row in rows {
      if let known = series[row.labels]?[row.timestamp] {
        let same =
          known.histogram?.withoutReset == row.histogram?.withoutReset && known.value.bitPattern == row.value.bitPattern
        if same {
          outcome.heartbeats += 1
        } else if replacing || known.value.isStaleMarker && !row.value.isStaleMarker {
          outcome.replaced += 1
          series[row.labels]?[row.timestamp] = row
        } else {
          outcome.duplicates += 1
        }
      } else {
        series[row.labels, default: [:]][row.timestamp] = row
        outcome.stored += 1
      }
    }
    return outcome
  }

  func samples(from: Timestamp, through: Timestamp) -> [Labels: SampleColumns] {
    series.compactMapValues { rows in
      var columns = SampleColumns()
      for row in rows.values.filter({ (from...max(from, through)).contains($0.timestamp) }).sorted(by: {
        $0.timestamp < $1.timestamp
      }) {
        if let histogram = row.histogram {
          columns.append(row.timestamp, histogram)
        } else {
          columns.append(row.timestamp, row.value)
        }
        columns.setLastStart(row.start)
      }
      return columns.isEmpty ? nil : columns
    }
  }

  /// Records of another room, in order of their keys.
  var sortedRecords: [RecordChange] {
    records.sorted { $0.key.lexicographicallyPrecedes($1.key) }.map {
      RecordChange(space: .clusters, key: $0.key, value: $0.value)
    }
  }

  /// Changes of few records, so that they meet again; some are deleted, some of them without being there.
  mutating func randomRecords(using random: inout SeededRandom) -> [RecordChange] {
    (0..<Int.random(in: 0...3, using: &random)).map { _ in
      let key = (0..<Int.random(in: 1...2, using: &random)).map { _ in UInt8.random(in: 0...3, using: &random) }
      let isDeletion = Int.random(in: 0..<4, using: &random) == 0
      let value = isDeletion ? nil : [UInt8](repeating: .random(in: 0...255, using: &random), count: key.count - 1)
      records[key] = value
      return RecordChange(space: .clusters, key: key, value: value)
    }
  }

  /// A batch as a mean sender would make it: mostly in order, some late, some repeated, some contradicting.
  mutating func randomRows(using random: inout SeededRandom) -> [Row] {
    newest += Timestamp.random(in: 1...30_000, using: &random)
    var rows: [Row] = []
    for number in 0..<8 where Int.random(in: 0..<4, using: &random) > 0 {
      // One of them is another series every few minutes.
      let pod = number == 6 ? "\(newest / 200_000)" : ""
      let labels: Labels = ["__name__": "m", "i": "\(number)\(pod)", "group": number < 4 ? "a" : "b"]
      switch Int.random(in: 0..<12, using: &random) {
      case 0:
        let timestamp = Timestamp.random(in: 0...newest, using: &random)
        rows.append(row(labels, timestamp, number, using: &random))
      case 1:
        if var known = series[labels]?.values.sorted(by: { $0.timestamp < $1.timestamp }).randomElement(using: &random)
        {
          if Bool.random(using: &random) { known.value = Double(Int.random(in: 0..<3, using: &random)) }
          rows.append(
            known.histogram == nil
              ? known
              : Row(
                labels: labels, timestamp: known.timestamp, value: known.histogram?.sum ?? 0,
                histogram: known.histogram, start: known.start
              ))
        }
      default:
        for offset in 0..<Timestamp.random(in: 1...6, using: &random) {
          rows.append(row(labels, newest + offset * 1000, number, using: &random))
        }
      }
    }
    newest += 6000
    return rows
  }

  private func row(_ labels: Labels, _ timestamp: Timestamp, _ number: Int, using random: inout SeededRandom) -> Row {
    if number == 7, Bool.random(using: &random) {
      let histogram = WildSamples.histogram(using: &random)
      return Row(
        labels: labels, timestamp: timestamp, value: histogram.sum, histogram: histogram,
        start: start(timestamp, number, using: &random))
    }
    let odd = Int.random(in: 0..<10, using: &random) == 0
    let value =
      odd
      ? WildSamples.odd[Int.random(in: 0..<WildSamples.odd.count, using: &random)]
      : Double.random(in: 0...1, using: &random)
    return Row(
      labels: labels, timestamp: timestamp, value: value, start: start(timestamp, number, using: &random))
  }

  /// Only some series have start timestamps, and of these not all samples.
  private func start(_ timestamp: Timestamp, _ number: Int, using random: inout SeededRandom) -> Timestamp {
    guard number > 4, Int.random(in: 0..<3, using: &random) > 0 else { return 0 }
    return timestamp - Timestamp.random(in: 0...3000, using: &random)
  }
}

extension FloatHistogram {
  /// What counts when two are compared: a store finds out itself what is a reset.
  var withoutReset: FloatHistogram {
    var copy = self
    if copy.counterReset != .gauge { copy.counterReset = .unknown }
    return copy
  }
}
