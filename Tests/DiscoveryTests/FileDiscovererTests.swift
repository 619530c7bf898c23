import Discovery
import Glibc
import Logging
import TestSupport
import Testing
import TimeSeries

struct FileDiscovererTests {
  private let folder = TemporaryDirectory()

  private func write(_ name: String, _ text: String) {
    guard let file = fopen(folder.path + "/" + name, "w") else { return }
    defer { fclose(file) }
    fputs(text, file)
  }

  private func discoverer(_ pattern: String) -> FileDiscoverer {
    FileDiscoverer(FileDiscoveryConfig(files: [folder.path + "/" + pattern]), logger: Logger(label: "test"))
  }

  @Test func `reads YAML and JSON and says where a target is from`() {
    write("a.yml", "- targets: ['a:1', 'b:2']\n  labels: {cluster: eu, shard: 1}\n- targets: ['c:3']\n")
    write("b.json", #"[{"targets": ["d:4"], "labels": {"cluster": "us"}}]"#)
    let path = folder.path
    #expect(
      discoverer("*").discover() == [
        TargetGroup(
          targets: ["a:1", "b:2"], labels: ["cluster": "eu", "shard": "1", "__meta_filepath": "\(path)/a.yml"],
          source: "\(path)/a.yml:0"),
        TargetGroup(targets: ["c:3"], labels: ["__meta_filepath": "\(path)/a.yml"], source: "\(path)/a.yml:1"),
        TargetGroup(
          targets: ["d:4"], labels: ["cluster": "us", "__meta_filepath": "\(path)/b.json"],
          source: "\(path)/b.json:0"),
      ])
  }

  @Test func `a malformed file keeps its previous targets, an empty or deleted one loses them`() {
    write("a.yml", "- targets: ['a:1']\n")
    let discoverer = discoverer("*.yml")
    let before = discoverer.discover()
    #expect(before.map(\.targets) == [["a:1"]])
    write("a.yml", "- targets: {this: is no list}\n")
    #expect(discoverer.discover() == before)
    write("a.yml", "- targets: ['b:1']\n  unknown: 1\n# longer\n")
    #expect(discoverer.discover() == before)
    write("a.yml", "")
    #expect(discoverer.discover().isEmpty)
    write("a.yml", "- targets: ['c:1']")
    #expect(discoverer.discover().map(\.targets) == [["c:1"]])
    unlink(folder.path + "/a.yml")
    #expect(discoverer.discover().isEmpty)
  }
}
