import Storage
import TimeSeries

/// The late samples of a body, put together where they follow one another: a sender that catches up brings hours of a
/// series at once, and each sample of it would be a stretch of its own.
struct LateRuns {
  /// What is asked of storage.
  typealias Sample = (series: SeriesID, timestamp: Timestamp)

  private let samples: [SeriesSpan]
  /// Of samples of one series in order of time.
  private let runs: [Range<Int>]

  /// - Parameter samples: one stretch each.
  init(_ samples: [SeriesSpan]) {
    var runs: [Range<Int>] = []
    for (index, sample) in samples.enumerated() {
      if let run = runs.last, samples[index - 1].series == sample.series, samples[index - 1].from < sample.from {
        runs[runs.count - 1] = run.lowerBound..<index + 1
      } else {
        runs.append(index..<index + 1)
      }
    }
    self.samples = samples
    self.runs = runs
  }

  /// The first sample of each run.
  var firsts: [Sample] { runs.map { LateRuns.sample(samples[$0.lowerBound]) } }

  /// The stretches of those that are not stored.
  ///
  /// - Parameters:
  ///   - standings: of ``firsts``.
  ///   - ask: asks storage for more; `nil` if it cannot tell.
  func judged(_ standings: ArraySlice<SampleStanding>, ask: ([Sample]) -> [SampleStanding]?) -> [SeriesSpan] {
    var stretches: [SeriesSpan] = []
    for (run, standing) in zip(runs, standings) {
      if standing == .newer {
        // All of the run is newer than what is stored, so that no stored sample comes to lie in the stretch.
        let (first, last) = (samples[run.lowerBound], samples[run.upperBound - 1])
        stretches.append(SeriesSpan(first.series, from: first.from, through: last.through))
      } else {
        // Slow path: a child that goes back in time, or a request that is sent again.
        let standings = ask(samples[run].map(LateRuns.sample))
        stretches += zip(samples[run], standings ?? []).filter { $1 != .stored }.map(\.0)
        if standings == nil { stretches += samples[run] }
      }
    }
    return stretches
  }

  private static func sample(_ span: SeriesSpan) -> Sample { (span.series, span.from) }
}
