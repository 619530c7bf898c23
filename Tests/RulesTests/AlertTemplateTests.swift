import Testing
import TimeSeries

@testable import Rules

@Suite struct AlertTemplateTests {
  private let subject = AlertTemplate.Subject(
    labels: ["__name__": "up", "job": "api server", "n": "1536"], externalLabels: ["region": "eu"], value: 1234.5)

  private func expand(_ text: String, value: Double? = nil) throws -> String {
    var subject = subject
    subject.value = value ?? subject.value
    return try AlertTemplate(text).expanded(for: subject)
  }

  @Test func `variables, fields and functions expand`() throws {
    let cases: [(String, String)] = [
      ("plain", "plain"), ("", ""), ("{{ $labels.job }} is down", "api server is down"),
      ("{{.Labels.job}}", "api server"), ("{{ $labels.missing }}!", "!"), ("{{ $externalLabels.region }}", "eu"),
      ("{{ .ExternalLabels.region }}", "eu"), ("{{ $value }}", "1234.5"), ("{{ .Value }}", "1234.5"),
      ("{{ $labels.__name__ }}", "up"), ("{{ $value | humanize }}", "1.234k"), ("{{ humanize $value }}", "1.234k"),
      ("{{ $labels.n | humanize }}", "1.536k"), ("{{ $labels.job | title }}", "Api Server"),
      ("{{ $labels.job | toUpper | toLower }}", "api server"), ("a {{- $value -}} b", "a1234.5b"),
      ("a {{- /* why */ -}} b", "ab"), ("x{{/* c */}}y", "xy"), ("}} {", "}} {"),
    ]
    for (text, expected) in cases { #expect(try expand(text) == expected, "\(text)") }
  }

  @Test func `numbers print as Go prints them`() throws {
    let plain: [(Double, String)] = [
      (0, "0"), (1, "1"), (100_000, "100000"), (1_000_000, "1e+06"), (1_234_567, "1.234567e+06"), (0.0001, "0.0001"),
      (0.00001, "1e-05"), (-2.5, "-2.5"), (.infinity, "+Inf"), (.nan, "NaN"),
    ]
    for (value, text) in plain { #expect(try expand("{{ $value }}", value: value) == text) }
  }

  @Test func `humanizing functions are Prometheus's`() throws {
    let cases: [(function: String, value: Double, text: String)] = [
      ("humanize", 0, "0"), ("humanize", 1, "1"), ("humanize", 1_234_567, "1.235M"), ("humanize", 0.0123, "12.3m"),
      ("humanize", .infinity, "+Inf"), ("humanize", -1500, "-1.5k"), ("humanizePercentage", 0.1234, "12.34%"),
      ("humanizePercentage", 0.00001, "0.001%"), ("humanizeDuration", 0, "0s"), ("humanizeDuration", 59, "59s"),
      ("humanizeDuration", 60, "1m 0s"), ("humanizeDuration", 3600, "1h 0m 0s"),
      ("humanizeDuration", 90_061, "1d 1h 1m 1s"), ("humanizeDuration", 1.2345, "1.234s"),
      ("humanizeDuration", 0.001, "1ms"), ("humanizeDuration", -61, "-1m 1s"), ("humanizeDuration", .nan, "NaN"),
    ]
    for (function, value, text) in cases {
      #expect(try expand("{{ $value | \(function) }}", value: value) == text, "\(function) \(value)")
    }
  }

  @Test func `an action that cannot be expanded says so in its place`() throws {
    #expect(
      try expand("{{ $labels.job | humanize }}")
        == "<error expanding template: error calling humanize: parsing \"api server\": invalid syntax>")
  }

  @Test func `what is not supported is refused by name`() {
    let texts = [
      "{{ printf \"%.2f\" $value }}", "{{ range query \"up\" }}x{{ end }}", "{{ $labels }}", "{{ if $value }}",
      "{{ $value | nonsense }}", "{{ \"text\" }}", "{{ $labels.a.b }}", "{{ }}", "{{ . }}", "{{ $value | }}",
    ]
    for text in texts {
      let error = #expect(throws: TemplateError.self) { try AlertTemplate(text) }
      #expect(error?.description.contains("is not supported yet") == true, "\(text): \(String(describing: error))")
    }
    #expect(throws: TemplateError("unclosed action")) { try AlertTemplate("{{ $value") }
  }
}
