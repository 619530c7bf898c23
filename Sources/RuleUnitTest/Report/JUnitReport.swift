package import TimeSeries

/// The report as JUnit's XML, which CI systems show, with promtool's elements: a suite for each file, a case for each test.
package enum JUnitReport {
  /// - Parameter time: when the tests ran.
  package static func text(of report: RuleTestReport, at time: Timestamp) -> String {
    let suites = report.files.map { suite($0, UTCTime.text(of: time / 1000 * 1000)) }.joined()
    return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n\(suites)</testsuites>\n"
  }

  private static func suite(_ file: RuleTestReport.File, _ time: String) -> String {
    // What keeps a file from being tested belongs to no test, and has a case of its own.
    let aborted = file.errors.isEmpty ? "" : testCase("unknown", "error", [file.errors.joined(separator: "\n")])
    let caseCount = file.tests.count + (file.errors.isEmpty ? 0 : 1)
    let failureCount = file.tests.reduce(0) { $0 + $1.failures.count }
    return "  <testsuite name=\"\(escaped(file.file))\" tests=\"\(caseCount)\" failures=\"\(failureCount)\" "
      + "errors=\"\(file.errors.isEmpty ? 0 : 1)\" skipped=\"0\" timestamp=\"\(time)\">\n" + aborted
      + file.tests.map { testCase($0.name, "failure", $0.failures) }.joined() + "  </testsuite>\n"
  }

  private static func testCase(_ name: String, _ element: String, _ texts: [String]) -> String {
    let head = "    <testcase name=\"\(escaped(name))\""
    guard !texts.isEmpty else { return head + "/>\n" }
    let children = texts.map { "      <\(element)>\(escaped($0))</\(element)>\n" }.joined()
    return head + ">\n" + children + "    </testcase>\n"
  }

  private static func escaped(_ text: String) -> String {
    text.unicodeScalars.map { scalar in
      switch scalar {
      case "&": "&amp;"
      case "<": "&lt;"
      case ">": "&gt;"
      case "\"": "&quot;"
      case "\n", "\t": String(scalar)
      // XML has no way to say these.
      case _ where scalar.value < 0x20: "\u{fffd}"
      default: String(scalar)
      }
    }.joined()
  }
}
