import Testing
import TimeSeries

@testable import RuleUnitTest

@Suite struct SeriesNotationTests {
  private func values(_ text: String) throws -> [SeriesValue?] {
    var budget = 1000
    return try SeriesNotation.values(text, &budget)
  }

  private func floats(_ text: String) throws -> [Double?] {
    try values(text).map { value in
      switch value {
      case .float(let number): number
      case .stale: StaleMarker.value
      case .histogram, nil: nil
      }
    }
  }

  @Test func `numbers, steps, repetitions and gaps`() throws {
    let cases: [(String, [Double?])] = [
      ("1 2.5 -3", [1, 2.5, -3]), ("1+2x3", [1, 3, 5, 7]), ("10-2x2", [10, 8, 6]), ("-1-2x1", [-1, -3]),
      ("5x2", [5, 5, 5]), ("_ 1 _x2 2", [nil, 1, nil, nil, 2]), ("1e2+1e1x1", [100, 110]), ("0x2", [0, 0, 0]),
      ("1+-2x1", [1, -1]), ("010 1_000 .5 5.x1", [8, 1000, 0.5, 5, 5]), ("+Inf -Inf", [.infinity, -.infinity]),
      ("", []), (" 7\n8 ", [7, 8]), ("3x0", [3]),
    ]
    for (text, expected) in cases { #expect(try floats(text) == expected, "\(text)") }
    #expect(try values("stale stalex1") == [.stale, .stale, .stale])
    #expect(try floats("NaN").first??.isNaN == true)
  }

  @Test func `what is no sequence is refused`() {
    let texts = [
      "one", "1x", "1xy", "0x10z", "1++x2", "_x", "1 {{", "}}", "{{schema}}", "{{schema:99}}", "{{nope:1}}", "1+x3",
      "--1", "5m", "(1)", "1__0", "0x1F",
    ]
    for text in texts { #expect(throws: SeriesNotationError.self, "\(text)") { try values(text) } }
  }

  @Test func `a series has labels`() throws {
    #expect(try SeriesNotation.labels(#"m{a="b"}"#).count == 2)
    for text in ["{}", "", "m{a=~\"b\"}", "m[5m]"] {
      #expect(throws: SeriesNotationError.self, "\(text)") { try SeriesNotation.labels(text) }
    }
  }

  @Test func `a test brings no more values than it may`() throws {
    var budget = 10
    #expect(try SeriesNotation.values("1x4 _x5", &budget).count == 10)
    #expect(throws: SeriesNotationError.self) { try SeriesNotation.values("1", &budget) }
    budget = 10
    #expect(throws: SeriesNotationError.self) { try SeriesNotation.values("1x99999999999999", &budget) }
  }

  @Test func `histograms are read, repeated and added`() throws {
    let text =
      "{{schema:1 sum:5 count:4 z_bucket:1 z_bucket_w:0.1 buckets:[1 2] offset:-1 n_buckets:[1] counter_reset_hint:gauge}}"
    guard case .histogram(let histogram)? = try #require(try values(text).first) else {
      Issue.record("no histogram")
      return
    }
    #expect(histogram.schema == 1 && histogram.sum == 5 && histogram.count == 4 && histogram.counterReset == .gauge)
    #expect(histogram.positiveSpans == [.init(offset: -1, length: 2)] && histogram.positiveBuckets == [1, 2])
    #expect(histogram.negativeSpans == [.init(offset: 0, length: 1)] && histogram.zeroThreshold == 0.1)
    let summed = try values("{{sum:1 count:1 buckets:[1]}}+{{sum:2 count:1 buckets:[0 1]}}x2 {{count:1}}x1")
    let texts = summed.map { value in
      if case .histogram(let histogram) = value { HistogramNotation.text(of: histogram) } else { "" }
    }
    #expect(
      texts == [
        "{{count:1 sum:1 buckets:[1]}}", "{{count:2 sum:3 buckets:[1 1]}}", "{{count:3 sum:5 buckets:[1 2]}}",
        "{{count:1}}", "{{count:1}}",
      ])
  }

  @Test func `a histogram is written as it is read`() throws {
    let texts = [
      "{{}}", "{{schema:-53 count:3 sum:4 custom_values:[5 10] buckets:[1 2]}}",
      "{{schema:2 count:1 sum:0.5 z_bucket:1 z_bucket_w:0.001 counter_reset_hint:reset offset:3 buckets:[1 0 2] n_offset:-2 n_buckets:[4]}}",
    ]
    for text in texts { #expect(HistogramNotation.text(of: try HistogramNotation.histogram(Substring(text))) == text) }
    let sparse = try HistogramNotation.histogram("{{offset:1 buckets:[0 0 3 0]}}")
    #expect(HistogramNotation.text(of: sparse) == "{{offset:3 buckets:[3]}}")
  }
}
