import Exposition
import Testing

struct AnswerFormatTests {
  @Test func `is the best that the Accept header names and is offered`() {
    let protobuf = "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited"
    let cases: [(accept: String, kind: AnswerFormat.Kind, escaping: NameEscaping)] = [
      ("", .text, .underscores), ("*/*", .text, .underscores),
      ("text/plain;version=0.0.4;q=0.3,*/*;q=0.2", .text, .underscores),
      ("text/plain; version=1.0.0; escaping=allow-utf-8; q=0.5", .text, .allowUTF8),
      ("text/plain;escaping=dots,*/*", .text, .dots), ("text/plain;escaping=nonsense", .text, .underscores),
      (protobuf, .protobuf, .underscores),
      // What Prometheus asks for that wants native histograms, and what it asks for that does not.
      (
        protobuf + ",application/openmetrics-text;version=1.0.0;q=0.8,text/plain;version=0.0.4;q=0.5", .protobuf,
        .underscores
      ),
      (
        "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,text/plain;version=0.0.4;q=0.3,*/*;q=0.2",
        .text, .allowUTF8
      ),
      ("text/plain;q=0.4," + protobuf + ";q=0.5", .protobuf, .underscores),
      ("text/plain;q=0.5," + protobuf + ";q=0.4", .text, .underscores),
      ("text/plain," + protobuf, .text, .underscores),
      ("application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=text", .text, .underscores),
      ("application/vnd.google.protobuf;proto=other;encoding=delimited", .text, .underscores),
    ]
    for (accept, kind, escaping) in cases {
      let format = AnswerFormat(accept: accept)
      #expect(format.kind == kind && format.escaping == escaping, "\(accept)")
    }
  }

  @Test func `names what is sent`() {
    #expect(
      AnswerFormat(accept: "text/plain;escaping=values").contentType
        == "text/plain; version=0.0.4; charset=utf-8; escaping=values")
    let protobuf = "application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; encoding=delimited"
    #expect(AnswerFormat(accept: protobuf).contentType == protobuf + "; escaping=underscores")
  }
}
