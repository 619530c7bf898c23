import Testing
import TimeSeries

@testable import Exposition

struct TextScannerTests {
  private func series(_ line: String) throws -> Scanned.Sample? { try Scanned(line).samples.first }

  @Test func `reads what a child federates`() throws {
    let body = """
      # TYPE job:http_requests:rate5m untyped
      job:http_requests:rate5m{job="api",cluster="eu1",instance="",replica="a"} 12.5 1766000000123
      job:http_requests:rate5m{job="web",cluster="eu1",instance="",replica="a"} NaN 1766000000123
      # TYPE job:errors:ratio untyped

      """
    let read = try Scanned(body)
    let labels: Labels = ["__name__": "job:http_requests:rate5m", "job": "api", "cluster": "eu1", "replica": "a"]
    #expect(
      read.samples == [
        .init(labels, 12.5, 1_766_000_000_123),
        .init(labels.setting("job", to: "web"), StaleMarker.ordinaryNaN, 1_766_000_000_123),
      ])
    #expect(
      read.metadata == [
        "type(Exposition.MetricType.unknown) job:http_requests:rate5m untyped",
        "type(Exposition.MetricType.unknown) job:errors:ratio untyped",
      ])
  }

  @Test func `keeps an empty label in the builder, so that honor_labels can see it`() throws {
    let body = Array("a{instance=\"\"} 1".utf8)
    try body.withUnsafeBytes { bytes in
      var scanner = TextScanner(bytes)
      guard case .sample(let sample)? = try scanner.next() else {
        Issue.record("no sample")
        return
      }
      let builder = try scanner.labels(of: sample, normalizingBounds: true)
      #expect(builder.contains("instance") && !builder.contains("job"))
    }
  }

  @Test func `reads every form that the grammar allows`() throws {
    func read(_ line: String, _ labels: Labels, _ value: Double, _ timestamp: Timestamp? = nil) throws {
      #expect(try Scanned(line) == Scanned(line + "\n"), "\(line)")
      #expect(try Scanned(line).samples == [.init(labels, value, timestamp)], "\(line)")
    }
    let a: Labels = ["__name__": "a"]
    let ab: Labels = ["__name__": "a", "b": "c"]
    try read("a 1", a, 1)
    try read("a{} 1", a, 1)
    try read("a{}1", a, 1)
    try read("\t a \t{ } \t 1 \t 5 \t", a, 1, 5)
    try read("a{b=\"c\"} 1 123", ab, 1, 123)
    try read("a{b=\"c\",} 1 123", ab, 1, 123)
    try read("a { b = \"c\" , } 1", ab, 1)
    try read("{\"a\",b=\"c\"} 1", ab, 1)
    try read("{\"a\",\"b\"=\"c\",}1 2", ab, 1, 2)
    try read("{b=\"c\",\"a\"} 1", ab, 1)
    try read("{\"my.metric\",\"l.x\"=\"é\"} 1", ["__name__": "my.metric", "l.x": "é"], 1)
    try read("{\"a \\\"b\\\"\"} 1", ["__name__": "a \"b\""], 1)
    try read("a{b=\"\\\\ \\\" \\n \\t } 1\"} 2", ["__name__": "a", "b": "\\ \" \n \\t } 1"], 2)
    try read("a{b=\"\",c=\" # \"} 1", ["__name__": "a", "c": " # "], 1)
    try read("a:b:c_9 1", ["__name__": "a:b:c_9"], 1)
    try read("\n\n  \n# a comment\n#b 3\n#\n a 1", a, 1)
    try read("a 1 0", a, 1, 0)
  }

  @Test func `metadata lines are told, comments are not`() throws {
    let body = """
      # HELP a Says \\\\ and \\n "quoted"
      #\t TYPE\ta  counter
      # TYPE a counter
      # HELP b
      # TYPE "my.metric" histogram
      #TYPE a nonsense
      # TYPEa nonsense
      # UNIT a nonsense
      # HELP
      # EOF
      a 1
      # HELP a after its samples
      """
    let read = try Scanned(body)
    #expect(read.samples.count == 1)
    #expect(
      read.metadata == [
        "help a Says \\ and \n \"quoted\"",
        "type(Exposition.MetricType.counter) a counter",
        "type(Exposition.MetricType.counter) a counter",
        "help b ",
        "type(Exposition.MetricType.histogram) my.metric histogram",
        "help a after its samples",
      ])
  }

  @Test func `says where and why a body is wrong`() {
    func fails(_ body: String, _ reason: ExpositionError.Reason, _ line: Int, _ column: Int) {
      let error = Scanned.error(body)
      #expect(error?.reason == reason, "\(body): \(error.map(String.init(describing:)) ?? "no error")")
      #expect(error?.line == line && error?.column == column, "\(body): \(error?.description ?? "")")
    }
    fails("a", .value, 1, 2)
    fails("a\n", .value, 1, 2)
    fails("a 1\nb x\n", .value, 2, 3)
    fails("a 1\r\n", .value, 1, 3)
    fails("a 0x1p3", .value, 1, 3)
    fails("a 1_000", .value, 1, 3)
    fails("a +nan", .value, 1, 3)
    fails("a 1e999", .value, 1, 3)
    fails("a -", .value, 1, 3)
    fails("a 1e", .value, 1, 3)
    fails("a .", .value, 1, 3)
    fails("a 1 -5", .timestamp, 1, 5)
    fails("a 1 +5", .timestamp, 1, 5)
    fails("a 1 5.0", .timestamp, 1, 6)
    fails("a 1 5 6", .timestamp, 1, 7)
    fails("a 1 9999999999999999999", .timestamp, 1, 5)
    fails("a 1 # {x=\"y\"} 1", .timestamp, 1, 5)
    fails("9a 1", .syntax, 1, 1)
    fails("-a 1", .syntax, 1, 1)
    fails("a-b 1", .syntax, 1, 2)
    fails("a\"b\" 1", .syntax, 1, 2)
    fails("é 1", .syntax, 1, 1)
    fails("a{b=\"c\" 1", .syntax, 1, 10)
    fails("a{b=\"c} 1\nd 1", .syntax, 1, 10)
    fails("a{b=\"c\\", .syntax, 1, 8)
    fails("a{b='c'} 1", .syntax, 1, 5)
    fails("a{b} 1", .syntax, 1, 4)
    fails("a{b:c=\"d\"} 1", .syntax, 1, 4)
    fails("a{,} 1", .syntax, 1, 3)
    fails("a{b=\"c\",,} 1", .syntax, 1, 9)
    fails("a{\"b\"c} 1", .syntax, 1, 6)
    fails("a{=\"c\"} 1", .syntax, 1, 3)
    fails("a{\"\"=\"c\"} 1", .labels, 1, 3)
    fails("a{b=\"1\",b=\"2\"} 1", .labels, 1, 9)
    fails("a{\"b\"} 1", .labels, 1, 3)
    fails("{b=\"c\"} 1", .labels, 1, 1)
    fails("{} 1", .labels, 1, 1)
    fails("{\"\"} 1", .labels, 1, 1)
    fails("# TYPE a foo", .metadata, 1, 10)
    fails("# TYPE a", .metadata, 1, 9)
    fails("# TYPE a info", .metadata, 1, 10)
    fails("# TYPE 9 counter", .metadata, 1, 8)
    fails("# HELP  \n", .metadata, 1, 9)
  }

  @Test func `bytes that are not UTF-8 fail, in values, quoted names and help`() {
    for text in ["a{b=\"c?\"} 1", "{\"a?\"} 1", "a{\"b?\"=\"c\"} 1", "# HELP a ?"] {
      let body = text.utf8.map { $0 == UInt8(ascii: "?") ? 0xff : $0 }
      #expect(Scanned.error(body)?.reason == .encoding, "\(text)")
    }
  }

  @Test func `an error shows a bounded, escaped piece of the line`() {
    let value = String(repeating: "x", count: 1000)
    let error = Scanned.error("ok 1\na{b=\"\(value)\"} 1\u{1}\t\u{e9}")
    #expect(error?.description.hasPrefix("line 2, column 1009: this value is no number in \"…xxx") == true)
    #expect(error?.excerpt.hasSuffix("\"} 1\\x01\\t\\xc3\\xa9") == true)
    #expect((error?.excerpt.count ?? 1000) < 120)
  }

  @Test func `counts lines against their limit`() {
    #expect(Scanned.error("a 1\n\n# c\nb 1\n", linesMax: 4) == nil)
    #expect(Scanned.error("a 1\n\n# c\nb 1\n", linesMax: 3)?.reason == .tooManyLines)
  }

  @Test func `an expected series is only taken whole`() throws {
    func isExpected(_ expected: String, _ body: String) throws -> Bool {
      let (text, body) = (Array(expected.utf8), Array(body.utf8))
      return try text.span.bytes.withUnsafeBytes { text in
        try body.span.bytes.withUnsafeBytes { bytes in
          var scanner = TextScanner(bytes)
          guard case .sample(let sample)? = try scanner.next(expecting: text) else { return false }
          #expect(sample.value == 1)
          return sample.isExpected
        }
      }
    }
    #expect(try isExpected("a", "a 1"))
    #expect(try isExpected("a{b=\"c\"}", "a{b=\"c\"} 1 5\n"))
    #expect(try isExpected("a{b=\"c\"}", "a{b=\"c\"}1"))
    #expect(try !isExpected("a", "a_b 1"))
    #expect(try !isExpected("a", "a{b=\"c\"} 1"))
    #expect(try !isExpected("a", "a {b=\"c\"} 1"))
    #expect(try !isExpected("a{b=\"c\"}", "a{b=\"d\"} 1"))
    #expect(try !isExpected("a{b=\"c\"}", "a 1"))
    #expect(try !isExpected("", "a 1"))
  }

  @Test func `bounds take one form where they are asked to`() throws {
    func bound(_ text: String) throws -> String? {
      let body = Array("a_bucket{le=\"\(text)\"} 1".utf8)
      return try Scanned(body, normalizingBounds: true).samples.first?.labels["le"]
    }
    let forms = [
      ("1", "1.0"), ("1.0", "1.0"), ("1e0", "1.0"), ("0.005", "0.005"), ("5e-05", "5e-05"), ("100000", "100000.0"),
      ("1000000", "1e+06"), ("1234567", "1.234567e+06"), ("+Inf", "+Inf"), ("inf", "+Inf"), ("0", "0.0"),
      ("-1", "-1.0"), ("x", "x"), ("", ""), ("0.99", "0.99"), ("1e21", "1e+21"), ("NaN", "NaN"),
    ]
    for (text, form) in forms { #expect(try bound(text) == form) }
    #expect(try Scanned("a_bucket{le=\"1\"} 1").samples.first?.labels["le"] == "1")
  }
}
