/// The report as JUnit's XML, which CI systems show: a suite for each file, a case for each test.
package enum JUnitReport {
  package static func text(of report: RuleTestReport) -> String {
    let suites = report.files.map(suite).joined()
    return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n\(suites)</testsuites>\n"
  }

  private static func suite(_ file: RuleTestReport.File) -> String {
    let failed = file.tests.count { !$0.failures.isEmpty }
    let head =
      "  <testsuite name=\"\(escaped(file.file))\" tests=\"\(file.tests.count)\" errors=\"\(file.errors.count)\" "
      + "failures=\"\(failed)\">\n"
    // Errors that belong to no test are a case of their own.
    let errors = file.errors.map { testCase(file.file, "error", [$0]) }.joined()
    return head + errors + file.tests.map { testCase($0.name, "failure", $0.failures) }.joined() + "  </testsuite>\n"
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
