import Testing
import TimeSeries

@testable import Exposition

struct OpenMetricsTests {
  private func read(_ body: String) throws -> Scanned { try Scanned(body, format: .openMetrics) }

  @Test func `reads seconds, units, exemplars and types of its own`() throws {
    let read = try read(
      """
      # HELP a_seconds Text with \\"quotes\\".
      # TYPE a_seconds histogram
      # UNIT a_seconds seconds
      a_seconds_bucket{le="1.0"} 3 # {trace_id="x } \\" y"} 0.5 1520879607.789
      a_seconds_bucket{le="+Inf"} 4 1520879607.789 # {} 2
      a_seconds_created 1.5e9
      # TYPE b stateset
      # TYPE c info
      # TYPE d unknown
      # TYPE e gaugehistogram
      d 1 -1.5
      # EOF
      """)
    let name = "a_seconds_bucket"
    #expect(
      read.samples == [
        .init(["__name__": name, "le": "1.0"], 3), .init(["__name__": name, "le": "+Inf"], 4, 1_520_879_607_789),
        .init(["__name__": "a_seconds_created"], 1.5e9), .init(["__name__": "d"], 1, -1500),
      ])
    #expect(read.metadata.count == 7 && read.metadata[0] == "help a_seconds Text with \"quotes\".")
    #expect(read.metadata[2] == "unit a_seconds seconds")
  }

  @Test func `must end with EOF and nothing behind it`() {
    func fails(_ body: String, _ reason: ExpositionError.Reason, _ detail: String) {
      let error = Scanned.error(body, format: .openMetrics)
      #expect(error?.reason == reason && error?.detail.contains(detail) == true, "\(body): \(error?.description ?? "")")
    }
    fails("", .end, "data does not end with # EOF")
    fails("a 1\n", .end, "data does not end with # EOF")
    fails("a 1\n# EOF\nb 1\n", .end, "unexpected data after # EOF")
    fails("# EOF\n# EOF\n", .end, "unexpected data after # EOF")
    fails("# EOF\n\n", .syntax, "blank lines")
    fails("\n# EOF", .syntax, "blank lines")
    fails("# comment\n# EOF", .metadata, "expected \"# TYPE\"")
    fails("# TYPE a untyped\n# EOF", .metadata, "invalid metric type \"untyped\"")
    fails("# UNIT a_seconds bytes\n# EOF", .metadata, "unit")
    fails("# UNIT a_xbytes bytes\n# EOF", .metadata, "unit")
    fails("a 1 x\n# EOF", .timestamp, "seconds")
    fails("a 1 1 1\n# EOF", .syntax, "end of the line")
    fails("a 1 # x 1\n# EOF", .syntax, "exemplar")
    fails("a 1 # {x=\"y\"}\n# EOF", .value, "exemplar")
    fails("a 1 # {x=\"y\"} 1 2 3\n# EOF", .syntax, "end of the line")
    #expect(Scanned.error("# EOF", format: .openMetrics) == nil)
    #expect(Scanned.error("a 1\n# EOF\n", format: .openMetrics) == nil)
  }

  @Test func `an expected series behind EOF is refused as well`() {
    let body = Array("a 1\n# EOF\na 1\n".utf8)
    #expect(throws: ExpositionError.self) {
      try Scanned(body, format: .openMetrics, expected: [Array("a".utf8), Array("a".utf8)])
    }
  }
}
