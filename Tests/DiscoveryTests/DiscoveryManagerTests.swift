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
    let registry = Registry()
    let manager = DiscoveryManager(
      role: .scrape, client: HTTPClient(), metrics: DiscoveryMetrics(registry), logger: Logger(label: "test")
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
    let families = registry.families()
    func values(_ name: String) -> [Double] { families.first { $0.name == name }?.samples.map(\.value) ?? [] }
    #expect(values("prometheus_sd_updates_total") == [1] && values("prometheus_sd_discovered_targets") == [3])
    #expect(values("prometheus_sd_received_updates_total").first ?? 0 >= 1)
    #expect(values("prometheus_sd_last_update_timestamp_seconds").first ?? 0 > 1e9)
    #expect(values("prometheus_sd_file_mtime_seconds").first ?? 0 > 1e9)
    #expect(
      values("prometheus_sd_failed_configs") == [0, 0] && values("prometheus_sd_updates_delayed_total") == [0, 0])
    manager.apply([:])
    #expect(manager.groups(of: "job").isEmpty)
  }
}
