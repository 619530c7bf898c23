import Telemetry
import Testing
import TimeSeries

struct RegistryTests {
  @Test func `families come sorted by name with what was counted`() {
    let registry = Registry()
    let second = registry.counter("b_total", "The second.")
    registry.gauge("a_bytes", "The first.").set(2.5)
    second.add(3)
    let families = registry.families()
    #expect(families.map(\.name) == ["a_bytes", "b_total"])
    #expect(families.map { $0.samples.map(\.value) } == [[2.5], [3]])
  }

  @Test func `instruments of a family are told apart by their labels`() {
    let registry = Registry()
    let failures = registry.counters("failures_total", "Failures.", labels: ["reason"])
    failures["timeout"].add()
    failures["refused"].add(2)
    failures["timeout"].add()
    #expect(
      registry.families()[0].samples == [
        .init(labels: [Label(name: "reason", value: "refused")], value: 2),
        .init(labels: [Label(name: "reason", value: "timeout")], value: 2),
      ])
  }

  @Test func `a family that outgrows its limit goes on as other`() {
    let registry = Registry()
    let family = registry.counters("requests_total", "Requests.", labels: ["path"])
    for number in 0..<(Registry.instrumentsMax + 50) { family["/\(number)"].add() }
    let samples = registry.families()[0].samples
    #expect(samples.count == Registry.instrumentsMax + 1)
    #expect(samples.first { $0.labels[0].value == "other" }?.value == 50)
  }

  @Test func `a distribution is written as cumulative buckets`() {
    let registry = Registry()
    let seconds = registry.distribution("seconds", "Time.", bounds: [0.1, 1])
    [0.1, 0.5, 2].forEach { seconds.observe($0) }
    let samples = registry.families()[0].samples
    #expect(samples.map(\.suffix) == ["_bucket", "_bucket", "_bucket", "_sum", "_count"])
    #expect(samples.map(\.value) == [1, 2, 3, 2.6, 3])
    #expect(samples.prefix(3).map { $0.labels[0].value } == ["0.1", "1", "+Inf"])
  }

  @Test func `the process knows its own memory and processor time`() {
    let registry = Registry()
    ProcessMetrics.register(in: registry)
    for family in registry.families() { #expect((family.samples.first?.value ?? 0) > 0, "\(family.name)") }
  }
}
