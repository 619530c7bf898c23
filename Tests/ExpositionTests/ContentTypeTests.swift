import Testing

@testable import Exposition

struct ContentTypeTests {
  private func complaint(_ header: String) -> String? {
    do throws(ExpositionError) {
      _ = try ContentType(header: header, fallback: nil)
      return nil
    } catch { return error.reason == .contentType ? error.description : "wrong reason" }
  }

  @Test func `knows the three media types, whatever their parameters`() throws {
    func format(_ header: String) throws -> ExpositionFormat { try ContentType(header: header, fallback: nil).format }
    #expect(try format("text/plain; version=0.0.4; charset=utf-8; escaping=underscores") == .text)
    #expect(try format("Text/Plain") == .text)
    #expect(try format(" text/plain ;version=1.0.0") == .text)
    #expect(try format("application/openmetrics-text; version=1.0.0") == .openMetrics)
    #expect(try format("application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily") == .protobuf)
  }

  @Test func `complains as Prometheus does`() {
    #expect(complaint("")?.hasPrefix("non-compliant scrape target sending blank Content-Type and no fallback_") == true)
    #expect(
      complaint("text/html")
        == "received unsupported Content-Type \"text/html\" and no fallback_scrape_protocol specified for target")
    #expect(complaint("a b/c") == "cannot parse Content-Type \"a b/c\" and no fallback_scrape_protocol for target")
    #expect(complaint(String(repeating: "x", count: 10_000)).map { $0.count < 400 } == true)
  }

  @Test func `takes the fallback with a warning`() throws {
    let blank = try ContentType(header: "", fallback: .text004)
    #expect(blank.format == .text && blank.warning == nil)
    let strange = try ContentType(header: "text/html", fallback: .openMetrics100)
    #expect(strange.format == .openMetrics)
    #expect(strange.warning?.hasPrefix("received unsupported Content-Type \"text/html\", using fallback_") == true)
    #expect(try ContentType(header: "text/plain", fallback: .openMetrics100).format == .text)
  }

  @Test func `asks as Prometheus does`() {
    #expect(
      ScrapeProtocol.acceptHeader(for: ScrapeProtocol.textual, escaping: .allowUTF8)
        == "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,"
        + "application/openmetrics-text;version=0.0.1;q=0.5,"
        + "text/plain;version=1.0.0;escaping=allow-utf-8;q=0.4,text/plain;version=0.0.4;q=0.3,*/*;q=0.2")
    #expect(ScrapeProtocol(rawValue: "PrometheusText0.0.4") == .text004)
  }
}
