import ArgumentParser
import Template
import TimeSeries

/// Asks for histograms and prints how their buckets change.
struct HistogramAnalysis {
  let asker: Asker
  let duration: Milliseconds
  let time: Timestamp

  private var summary = BucketSummary()

  init(_ asker: Asker, duration: Milliseconds, time: Timestamp) {
    self.asker = asker
    self.duration = duration
    self.time = time
  }

  /// Every series of native histograms that the selector matches.
  mutating func addNative(_ selector: String) async throws {
    for series in try await ask("\(selector)[\(PromDuration.text(duration))]") {
      if let statistics = BucketStatistics(native: series.histograms) { show(series.labels.metricText, statistics) }
    }
  }

  /// Every classic histogram whose sum the selector matches: sums are few, and lead to the buckets.
  mutating func addClassic(_ selector: String) async throws {
    for sum in try await ask("last_over_time(\(selector)[\(PromDuration.text(duration))])") {
      guard let name = sum.labels.metricName, name.hasSuffix("_sum") else { continue }
      let labels = sum.labels.pairs.filter { $0.name != LabelName.metricName }
      let buckets = String(name.dropLast("_sum".count)) + "_bucket"
      let selector = AnsweredLabels(
        Dictionary(uniqueKeysWithValues: labels.map { ($0.name, $0.value) } + [(LabelName.metricName, buckets)]))
      let series = try await ask("\(selector.metricText)[\(PromDuration.text(duration))]")
      do throws(BucketStatistics.NotAligned) {
        guard let statistics = try BucketStatistics(classic: series) else { continue }
        show(shown(buckets, labels), statistics)
      } catch {
        throw complain(
          "matrix result is not time aligned: the buckets of \(selector.metricText) have samples at other times")
      }
    }
  }

  func printSummary() { print(summary.text) }

  private mutating func show(_ name: String, _ statistics: BucketStatistics) {
    print("\(name)=\(statistics.text)")
    summary.add(statistics)
  }

  /// As promtool shows what it has asked for.
  private func shown(_ name: String, _ labels: [Label]) -> String {
    let pairs = labels.map { "\($0.name)=\"\($0.value)\"" }.joined(separator: ",")
    return "\(name){\(pairs)}[\(DurationText.text(duration * 1_000_000))]"
  }

  private func ask(_ query: String) async throws -> [AnsweredSeries] {
    let parameters = ["query": [query], "time": [time.secondsText]]
    let answer = try await asker.post("/api/v1/query", parameters, for: AnsweredValue.self)
    AnswerPrinter.remark(answer)
    switch answer.content {
    case .vector(let series), .matrix(let series): return series
    case .scalar, .string: throw complain("\(query) is no vector: give selectors with --match")
    }
  }
}
