import Testing

@testable import Config

@Suite struct HostileYAMLTests {
  /// The only issue of `text`, found within a few seconds in a debug build.
  private func issue(_ text: String) throws -> String {
    let clock = ContinuousClock()
    let start = clock.now
    let error = #expect(throws: ConfigError.self) { try ConfigLoader.load(text: text, path: "f.yml") }
    #expect(clock.now - start < .seconds(10))
    #expect(error?.issues.count == 1)
    return error?.issues.first?.message ?? ""
  }

  private func bomb(levels: Int, width: Int) -> String {
    var text = "a0: &a0 [x, x]\n"
    for level in 1...levels {
      let aliases = Array(repeating: "*a\(level - 1)", count: width).joined(separator: ", ")
      text += "a\(level): &a\(level) [\(aliases)]\n"
    }
    return text
  }

  @Test func `nested aliases end at the bound`() throws {
    #expect(try issue(bomb(levels: 9, width: 9)) == "more than 400000 values, aliases followed")
  }

  @Test func `aliases as keys are found before the parser hashes them`() throws {
    let bomb = bomb(levels: 9, width: 9)
    for key in ["*a9 : x", "? *a9", "[*a9]: x", "{*a9 : x}: y", "b: {*a9 : x}", "b: {? *a9 : x}"] {
      #expect(try issue(bomb + key + "\n") == "keys with aliases are refused in a file with many aliases", "\(key)")
    }
  }

  @Test func `many aliases without such keys are fine`() throws {
    var text = "scrape_configs:\n- &base {job_name: j, relabel_configs: &r [{action: keep, source_labels: [a]}]}\n"
    for index in 0..<100 { text += "- {<<: *base, job_name: j\(index), metric_relabel_configs: *r}\n" }
    #expect(try ConfigLoader.load(text: text, path: "f.yml").scrapeConfigs.count == 101)
  }

  @Test func `deep nesting is refused`() throws {
    for (open, count) in [("[", 100_000), ("{a: ", 100_000), ("- ", 100_000)] {
      #expect(!(try issue(String(repeating: open, count: count))).isEmpty)
    }
    let deep = String(repeating: "[", count: 100) + String(repeating: "]", count: 100)
    #expect(try issue("global: " + deep) == "nested deeper than 64 levels")
  }

  @Test func `a file of ten megabytes is refused`() throws {
    let text = String(repeating: "# comment\n", count: 1 << 20)
    #expect(try issue(text).contains("configuration files may have 4194304"))
  }

  @Test func `what is not YAML says where`() throws {
    let cases = [
      ("a: b: c", "1:5: mapping values are not allowed in this context"),
      ("a: [1\nb: 2", "2:2: while parsing a flow sequence: did not find expected ',' or ']'"),
      ("a: 'x", "1:6: while scanning a quoted scalar: found unexpected end of stream"),
      ("\tglobal:", "1:1: while scanning for the next token: found character that cannot start any token"),
      ("global: {}\nglobal: {}", #"1:1: the key "global" given twice in one mapping"#),
      ("a: *b", "1:4: found undefined alias"),
      ("global: {}\n---\nglobal: {}", "2:1: expected a single document in the stream: but found another document"),
      ("[1, 2]: x", "1:1: a key must be a scalar"),
      ("global: {<<: 5}", "1:14: << takes a mapping or a list of mappings"),
    ]
    for (text, expected) in cases {
      let error = #expect(throws: ConfigError.self) { try ConfigLoader.load(text: text, path: "f.yml") }
      #expect(error?.description == "f.yml:" + expected, "\(text)")
    }
  }

  @Test func `control bytes are refused`() throws {
    #expect(try issue("a: \u{1}\u{0}").hasPrefix("the file is not UTF-8 text"))
  }
}
