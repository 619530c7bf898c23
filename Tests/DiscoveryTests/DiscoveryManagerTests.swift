import Discovery
import Glibc
import Logging
import Outbound
import Telemetry
import TestSupport
import Testing
import TimeSeries

struct DiscoveryManagerTests {
  private let folder = TemporaryDirectory()

  private func write(_ text: String) {
    guard let file = fopen(folder.path + "/a.yml", "w") else { return }
    defer { fclose(file) }
    fputs(text, file)
  }

  @Test func `knows static targets at once and follows files`() async throws {
    write("- targets: ['a:1']\n")
    let (changes, change) = AsyncStream.makeStream(of: Void.self)
    let manager = DiscoveryManager(
      role: .scrape, client: HTTPClient(), metrics: DiscoveryMetrics(Registry()), logger: Logger(label: "test")
    ) { change.yield() }
    manager.apply([
      "job": DiscoverySources(
        statics: [StaticDiscoveryConfig(targets: ["s:1"])],
        files: [FileDiscoveryConfig(files: [folder.path + "/*.yml"])])
    ])
    #expect(manager.groups(of: "job").flatMap(\.targets) == ["s:1", "a:1"])
    write("- targets: ['a:1', 'b:2']\n")
    for await _ in changes { break }
    #expect(manager.groups(of: "job").flatMap(\.targets) == ["s:1", "a:1", "b:2"])
    manager.apply([:])
    #expect(manager.groups(of: "job").isEmpty)
  }
}
