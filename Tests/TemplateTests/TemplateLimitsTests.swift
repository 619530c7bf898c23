import TestSupport
import Testing

@testable import Template

/// What a hostile rule file may try.
@Suite struct TemplateLimitsTests {
  private func refusal(of text: String, _ change: (inout TemplateLimits) -> Void = { _ in }) async -> String {
    var scene = TemplateScene()
    change(&scene.limits)
    return await scene.refusal(of: text) ?? "accepted"
  }

  @Test func `endless work ends`() async {
    let cases: [(text: String, says: String)] = [
      ("{{ define \"x\" }}{{ template \"x\" }}{{ end }}{{ template \"x\" }}", "exceeded maximum template depth (100)"),
      ("{{ define \"x\" }}{{ tmpl \"x\" . }}{{ end }}{{ tmpl \"x\" . }}", "exceeded maximum template depth (100)"),
      ("{{ template \"t\" }}", "exceeded maximum template depth (100)"),
      ("{{ range 9000000000000000000 }}{{ end }}", "more than 100000 steps"),
      ("{{ range 1000000 }}{{ range 1000000 }}{{ end }}{{ end }}", "more than 100000 steps"),
      ("{{ $x := \"aaaaaaaa\" }}{{ range 100 }}{{ $x = print $x $x }}{{ end }}", "text longer than 1048576 bytes"),
      ("{{ range 90000 }}aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa{{ end }}", "text longer than 1048576 bytes"),
      (
        "{{ printf \"%2000000d\" 1 }}{{ printf \"%*d\" 9999999 1 }}{{ printf \"%1000000d%1000000d\" 1 2 }}",
        "text longer than"
      ),
      ("{{ printf \"%.1000000f%.1000000f\" 1.0 1.0 }}", "text longer than"),
      ("{{ $x := printf \"%2000d\" 1 }}{{ reReplaceAll \".\" $x $x }}", "text longer than"),
      ("{{ $x := args 1 }}{{ range 1000 }}{{ $x = args $x $x }}{{ end }}{{ $x }}", "args nested deeper than 100"),
      ("{{ $x := args 1 }}{{ range 50 }}{{ $x = args $x $x }}{{ end }}{{ $x }}", "text longer than"),
      ("{{ range 50000 }}{{ if printf \"%1000000d\" 1 }}{{ end }}{{ end }}", "more than 100000 steps"),
      ("{{ range 50000 }}{{ if match \"a*\" \"\" }}{{ end }}{{ end }}", "more than 100000 steps"),
      ("{{ $x := printf \"%200000d\" 1 }}{{ reReplaceAll \" |a?b?.*z\" \"\" $x }}", "finds too much"),
      (String(repeating: "{{ $x := 1 }}", count: 1001), "more than 1000 variables"),
      ("{{ range 30 }}{{ query \"up\" }}{{ end }}", "more than 20 queries"),
      ("{{ $x := printf \"%1000000d\" 1 }}{{ range 1000 }}{{ $y := toUpper $x }}{{ end }}", "more than 100000 steps"),
    ]
    for (text, says) in cases {
      let refusal = await refusal(of: text)
      #expect(refusal.contains(says), "\(text): \(refusal)")
    }
  }

  @Test func `each limit is a setting`() async {
    #expect(await refusal(of: "{{ $value }}abc") { $0.outputBytesMax = 5 }.contains("text longer than 5 bytes"))
    #expect(await refusal(of: "{{ 1 }}{{ 2 }}{{ 3 }}") { $0.stepsMax = 2 }.contains("more than 2 steps"))
    #expect(await refusal(of: "{{ query \"up\" }}") { $0.queriesMax = 0 }.contains("more than 0 queries"))
    #expect(
      await refusal(of: "{{ define \"x\" }}{{ end }}{{ template \"x\" }}") { $0.depthMax = 0 }.contains("depth (0)"))
  }

  @Test func `deep nesting is refused, and does not end the process`() async {
    let deep = 5000
    let texts = [
      "{{" + String(repeating: "(", count: deep) + "1" + String(repeating: ")", count: deep) + "}}",
      String(repeating: "{{if 1}}", count: deep) + String(repeating: "{{end}}", count: deep),
      String(repeating: "{{if 0}}{{else}}", count: deep) + String(repeating: "{{end}}", count: deep),
      "{{if 0}}" + String(repeating: "{{else if 0}}", count: deep) + "{{end}}",
      String(repeating: "{{range 1}}", count: deep), String(repeating: "{{block \"x\" 1}}", count: deep),
    ]
    for text in texts {
      let refusal = await refusal(of: text)
      #expect(refusal.contains("nested deeper than 200"), "\(refusal)")
    }
  }

  @Test func `long templates take no longer than their length`() async throws {
    let count = 5000
    let text = String(repeating: "{{ $value }} ", count: count)
    #expect(try await TemplateScene().expand(text).utf8.count == 4 * count)
    #expect(
      await refusal(of: "{{ $x := 1 }}" + String(repeating: "{{ $x", count: 5000)).contains("bad character U+007B"))
  }

  @Test func `any text is a template or is refused`() async throws {
    let pieces = [
      "{{", "}}", " ", "$x", ":=", "=", "|", "(", ")", "if", "else", "end", "range", "with", "define", "template",
      "block",
      "\"a\"", "1", "1.5", "-", ".", ".Labels", "$value", "$labels", ".a", "printf", "\"%d%s\"", "index", "eq", "nil",
      "true",
      "'a'", "`r`", "/*", "*/", "{{-", "-}}", "break", "text", ",", "query", "len", "args", "é",
    ]
    var random = SeededRandom(seed: 7)
    var accepted = 0
    for _ in 0..<1000 {
      let text = (0..<Int.random(in: 1...14, using: &random)).map { _ in
        pieces.randomElement(using: &random).map { $0 + " " } ?? ""
      }.joined()
      if await TemplateScene().refusal(of: text) == nil { accepted += 1 }
    }
    #expect(accepted > 0)
  }

  @Test func `expansion ends with its task`() async {
    let task = Task { () -> String? in
      withUnsafeCurrentTask { $0?.cancel() }
      return await TemplateScene().refusal(of: "{{ range 90000 }}{{ end }}")
    }
    #expect(await task.value == "template: t: cancelled")
  }
}
