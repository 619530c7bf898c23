import Testing
import TimeSeries

@testable import Template

@Suite struct TemplateTests {
  private let scene = TemplateScene()

  @Test func `text without actions stays as it is`() async throws {
    for text in ["", "plain", "}} {", "a\nb", "é €"] { #expect(try await scene.expand(text) == text) }
  }

  @Test func `what Prometheus does not have yet, or not outside of HTML`() async throws {
    let cases: [(String, String)] = [
      ("{{ $coverage }} {{ .Coverage | humanizePercentage }}", "0.5 50%"),
      ("{{ $labels.Get \"job\" }}{{ .Labels.Get \"nope\" }}", "api"),
      ("{{ define \"d\" }}<{{ . }}>{{ end }}{{ tmpl \"d\" 5 }} {{ len (tmpl \"d\" \"ab\") }}", "<5> 4"),
      ("{{ with 0 }}a{{ else with 5 }}b{{ . }}{{ else }}c{{ end }}", "b5"),
      ("{{ with 0 }}a{{ else with 0 }}b{{ else }}c{{ end }}", "c"),
      (
        "{{ range 3 }}{{ . }}{{ end }}|{{ range $i := 2 }}{{ $i }}{{ end }}|{{ range 0 }}x{{ else }}none{{ end }}",
        "012|01|none"
      ),
      ("{{ now }} {{ now | humanizeTimestamp }}", "300.5 1970-01-01 00:05:00.5 +0000 UTC"),
      (
        "{{ toDuration 5400 }} {{ (toDuration 5400.5).Minutes }} {{ toDuration \"1.5\" | humanizeDuration }}",
        "1h30m0s 90.00833333333334 1.5s"
      ),
      ("{{ ((toDuration 7).Round (toDuration 5)) }} {{ ((toDuration -7).Truncate (toDuration 5)) }}", "5s -5s"),
      (
        "{{ urlQueryEscape \"a b&c\" }} {{ externalURL }} {{ pathPrefix }} {{ $externalURL }}",
        "a+b%26c http://h:9/iapetus /iapetus http://h:9/iapetus"
      ),
    ]
    for (text, expected) in cases { #expect(try await scene.expand(text) == expected, "\(text)") }
  }

  @Test func `a histogram has a text and its sums`() async throws {
    var histogram = FloatHistogram()
    (histogram.count, histogram.sum) = (3, 4.5)
    let value = TemplateValue.histogram(histogram, text: "{count:3, sum:4.5}")
    #expect(
      try await scene.expand("{{ $value }} {{ $value.Count }} {{ .Value.Sum }}", value) == "{count:3, sum:4.5} 3 4.5")
    #expect(await scene.refusal(of: "{{ humanize $value }}", value)?.contains("can't convert") == true)
  }

  @Test func `a query is asked at the time of the evaluation`() async throws {
    #expect(try await scene.expand("{{ range query \"up\" }}{{ .Labels.q }}={{ .Value }}{{ end }}") == "up=300500")
    #expect(
      await scene.refusal(of: "{{ query \"bad\" }}")
        == "template: t:1:3: executing \"t\" at <query \"bad\">: error calling query: no answer")
  }

  @Test func `places of errors are those of the text`() async {
    let cases: [(String, String)] = [
      ("{{ .Nope }}", "1:3"), ("\n\n  {{ len 3 }}", "3:5"), ("{{ $value }}{{ humanize \"x\" }}", "1:15"),
    ]
    for (text, place) in cases {
      #expect(await scene.refusal(of: text)?.hasPrefix("template: t:\(place): executing") == true, "\(text)")
    }
  }
}
