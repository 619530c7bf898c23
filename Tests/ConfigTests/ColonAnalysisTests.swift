import Testing
import TimeSeries

@testable import Config

@Suite struct ColonAnalysisTests {
  @Test func `a pattern demands a colon if no match can do without`() {
    let demanding = [
      "job:.*", ".+:.+", "(job|cluster):.*", "job:.*|cluster:.*", "(?:a|b):c", "(?i)a:b", "a{2}:", "x(:y)+", "[:]x",
      #"a\:b"#, "(a:|b:)c", "(:){1,3}", ":+", "(?P<level>job:x)",
    ]
    for pattern in demanding { #expect(ColonAnalysis.everyMatchHasColon(pattern), "\(pattern)") }
    let free = [
      ".*", "", "up", "job:.*|up", "a(:b)?", "a:*", "a:?b", "[:a]", "(job:)?x", "(a:|b)c", "(:){0,3}", "[^:]*", "a|",
      "(?:)", "[]:]", #"[a\]:]"#,
    ]
    for pattern in free { #expect(!ColonAnalysis.everyMatchHasColon(pattern), "\(pattern)") }
  }
}
