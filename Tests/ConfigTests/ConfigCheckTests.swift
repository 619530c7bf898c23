import TestSupport
import Testing

@testable import Config

@Suite struct ConfigCheckTests {
  @Test func `what is wrong is told for people and for machines`() throws {
    let folder = TemporaryDirectory()
    let path = folder.path + "/main.yml"
    try TextFile.write("scrape_configs:\n- jobname: x\n", to: path)
    let report = ConfigCheck.config(path: path)
    #expect(!report.valid)
    #expect(
      report.text == """
        FAILED: \(path):2:3: job_name is empty
        FAILED: \(path):2:3: unknown key "jobname" in an element of scrape_configs; did you mean "job_name"?
        """)
    #expect(report.issues.map(\.line) == [2, 2])
  }

  @Test func `a good configuration is summed up`() throws {
    let folder = TemporaryDirectory()
    let path = folder.path + "/main.yml"
    try TextFile.write("scrape_configs: [{job_name: a}]\nalerting: {alertmanagers: [{}]}\n", to: path)
    let report = ConfigCheck.config(path: path)
    #expect(report.successes.map(\.summary) == ["1 jobs, 0 rule groups with 0 rules, 1 files read"])
    #expect(report.warnings.isEmpty)
  }

  @Test func `every file that was read is listed`() throws {
    let folder = TemporaryDirectory()
    try TextFile.write("scrape_configs: [{job_name: b}, {job_name: c}]\n", to: folder.path + "/jobs.yml")
    try TextFile.write("groups: [{name: g, rules: [{record: 'a:b', expr: x}]}]\n", to: folder.path + "/r.rules")
    let main = folder.path + "/main.yml"
    try TextFile.write(
      "scrape_configs: [{job_name: a}]\nscrape_config_files: [jobs.yml]\nrule_files: ['*.rules']\n", to: main)
    #expect(
      ConfigCheck.config(path: main).text == """
        SUCCESS: \(main): 3 jobs, 1 rule groups with 1 rules, 3 files read
        SUCCESS: \(folder.path)/jobs.yml: 2 jobs found
        SUCCESS: \(folder.path)/r.rules: 1 rules found
        """)
  }
}
