import Testing
import TimeSeries

@testable import Exposition

struct TextWriterTests {
  private func text(_ escaping: NameEscaping = .allowUTF8, _ write: (inout TextWriter) -> Void) -> String {
    var writer = TextWriter(escaping: escaping)
    write(&writer)
    return String(decoding: writer.take(), as: UTF8.self)
  }

  @Test func `writes a family as Prometheus does`() {
    let written = text { writer in
      writer.family("http_requests_total", type: .counter, help: "All \\ of\nthem \"here\".")
      writer.sample("http_requests_total", labels: [Label(name: "code", value: "2\"0\\0\n")], value: 1e9)
      writer.sample("http_requests_total", labels: [], value: 0.25, timestamp: 1_766_000_000_123)
    }
    #expect(
      written == """
        # HELP http_requests_total All \\\\ of\\nthem "here".
        # TYPE http_requests_total counter
        http_requests_total{code="2\\"0\\\\0\\n"} 1000000000
        http_requests_total 0.25 1766000000123

        """)
  }

  @Test func `external labels come last, empty ones too`() {
    let series: Labels = ["__name__": "job:a:b", "job": "x"]
    let extra = [Label(name: "cluster", value: "eu"), Label(name: "instance", value: "")]
    let written = text { $0.sample(series, extra: extra, value: .infinity, timestamp: -5) }
    #expect(written == "job:a:b{job=\"x\",cluster=\"eu\",instance=\"\"} +Inf -5\n")
  }

  @Test func `quotes names that need it`() {
    let written = text { writer in
      writer.family("my.metric", type: .unknown)
      writer.sample("my.metric", labels: [Label(name: "a.b", value: "c"), Label(name: "d", value: "e")], value: -0.0)
      writer.sample("my.metric", labels: [], value: .nan)
    }
    #expect(written == "# TYPE \"my.metric\" untyped\n{\"my.metric\",\"a.b\"=\"c\",d=\"e\"} -0\n{\"my.metric\"} NaN\n")
  }

  @Test func `rewrites names as the reader asks`() {
    let cases: [(NameEscaping, String)] = [
      (.underscores, "my_metric_:1{a_b=\"c\"} 1\n"), (.dots, "my_dot_metric__:1{a_dot_b=\"c\"} 1\n"),
      (.values, "U__my_2e_metric__:1{U__a_2e_b=\"c\"} 1\n"), (.allowUTF8, "{\"my.metric_:1\",\"a.b\"=\"c\"} 1\n"),
    ]
    for (escaping, expected) in cases {
      #expect(
        text(escaping) { $0.sample("my.metric_:1", labels: [Label(name: "a.b", value: "c")], value: 1) } == expected)
    }
  }

  @Test func `the fast path writes what the general one does`() {
    let series: [Labels] = [
      ["__name__": "a:b", "c": "d\"\\\n", "e": "é"], ["__name__": "a"], ["c": "d"], ["__name__": "a", "x.y": "z"],
      ["__name__": "a.b", "c": "d"], ["__name__": "a_b", "9": "d"], [:],
    ]
    for escaping in NameEscaping.allCases {
      for labels in series {
        for extra in [
          [], [Label(name: "r", value: "")], [Label(name: "r.s", value: "t"), Label(name: "u", value: "v")],
        ] {
          let fast = text(escaping) { $0.sample(labels, extra: extra, value: 0.1) }
          let general = text(escaping) { $0.sample(labels.metricName, labels: Array(labels) + extra, value: 0.1) }
          #expect(fast == general)
        }
      }
    }
  }

  @Test func `types that the format does not know are untyped`() {
    let words = MetricType.allCases.map { type in text { $0.family("a", type: type) } }
    #expect(Set(words) == Set(["counter", "gauge", "histogram", "summary", "untyped"].map { "# TYPE a \($0)\n" }))
  }
}
