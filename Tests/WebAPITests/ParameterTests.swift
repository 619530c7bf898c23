import Testing
import TimeSeries

@testable import WebAPI

struct ParameterTests {
  private func parameters(_ text: String) throws -> FormParameters {
    var parameters = FormParameters()
    try parameters.add(text.utf8)
    return parameters
  }

  @Test func `parameters keep every value of a name`() throws {
    let read = try parameters("a=1&b&a=2+3&=x&c=%26%3d&&a=%2B&%61=4")
    #expect(read.all("a") == ["1", "2 3", "+", "4"])
    #expect(read["b"] == "" && read.contains("b") && !read.contains("d"))
    #expect(read["c"] == "&=" && read[""] == "x")
    for broken in ["a=%", "a=%4", "a=%g1", "%"] { #expect(throws: APIError.self) { try parameters(broken) } }
  }

  @Test func `times are seconds or RFC 3339`() throws {
    let cases: [(String, Timestamp)] = [
      ("0", 0), ("1435781451.7814", 1_435_781_451_781), ("1.0005", 1000), ("-1.5", -1500), ("1.5e3", 1_500_000),
      ("2015-07-01T20:10:51.781Z", 1_435_781_451_781), ("2015-07-01T22:10:51.781999+02:00", 1_435_781_451_781),
      ("1970-01-01T00:00:00-00:30", 1_800_000), ("2024-02-29T00:00:00.5Z", 1_709_164_800_500),
      ("0001-01-01T00:00:00Z", -62_135_596_800_000),
    ]
    for (text, time) in cases {
      let read = try TimeParameter.time("t", in: parameters("t=" + text.replacing("+", with: "%2B")))
      #expect(read == time, "\(text)")
    }
    #expect(try TimeParameter.time("t", in: parameters(""), default: 7) == 7)
    for wrong in [
      "", "x", "2023-02-29T00:00:00Z", "2024-01-01", "2024-01-01T24:00:00Z", "2024-01-01T00:00:00.Z", "nan", "1e400",
      "0x1p3",
    ] {
      #expect(throws: APIError.self) { try TimeParameter.time("t", in: parameters("t=" + wrong)) }
    }
  }

  @Test func `durations are seconds or Prometheus durations`() throws {
    let cases: [(String, Milliseconds)] = [("15", 15_000), ("0.25", 250), ("1h30m", 5_400_000), ("-5", -5000)]
    for (text, duration) in cases { #expect(try TimeParameter.duration(text) == duration) }
    for wrong in ["", "5x", "1e17", "inf"] { #expect(throws: APIError.self) { try TimeParameter.duration(wrong) } }
  }

  @Test func `escaped label names come back`() throws {
    let cases: [(String, String)] = [
      ("job", "job"), ("U__a__b", "a_b"), ("U__http_2e_status", "http.status"), ("U___1f60a_", "😊"),
      ("U__broken_2", "U__broken_2"),
      ("U__x_110000_", "U__x_110000_"), ("größe", "größe"),
    ]
    for (escaped, name) in cases { #expect(try LabelNameParameter.name(escaped) == name) }
    let error = #expect(throws: APIError.self) { try LabelNameParameter.name("U__") }
    #expect(error?.description == #"invalid label name: "U__""#)
  }

  @Test func `gzip is taken where it is offered`() {
    for offer in ["gzip", "deflate, gzip", "br;q=1, gzip; q=0.2", "GZIP".lowercased()] {
      #expect(GzipBody.accepts([offer]))
    }
    for offer in ["", "br", "gzip;q=0", "xgzip", "identity"] { #expect(!GzipBody.accepts([offer])) }
  }

  @Test func `addresses have a host and a port`() {
    #expect(WebSettings.Address("0.0.0.0:9090") == .init(host: "0.0.0.0", port: 9090))
    #expect(WebSettings.Address(":80") == .init(host: "0.0.0.0", port: 80))
    #expect(WebSettings.Address("[::1]:80") == .init(host: "::1", port: 80))
    for wrong in ["", "host", "host:", "host:x", "host:70000"] { #expect(WebSettings.Address(wrong) == nil) }
  }
}
