import Discovery
import Testing

struct FileDiscoveryConfigTests {
  @Test func `takes lists, and stars in the last segment only`() {
    for path in ["a.json", "/etc/x/*.yml", "children/eu-*.yaml"] {
      #expect(FileDiscoveryConfig.problem(withPath: path) == nil)
    }
    for path in ["a.txt", "/etc/*/a.yml", ""] {
      #expect(FileDiscoveryConfig.problem(withPath: path) == "path name \"\(path)\" is not valid for file discovery")
    }
  }
}
