import Testing
import TimeSeries

struct LabelsTests {
  @Test func `labels are sorted by name and empty values vanish`() {
    let labels = Labels([
      Label(name: "z", value: "1"), Label(name: "__name__", value: "up"), Label(name: "a", value: ""),
      Label(name: "b", value: "x"), Label(name: "z", value: "2"),
    ])
    #expect(labels.map(\.name) == ["__name__", "b", "z"])
    #expect(labels["z"] == "2")
    #expect(labels["a"] == "")
    #expect(labels.count == 3)
    #expect(labels.metricName == "up")
  }

  @Test func `equal pairs are equal labels whatever their order`() {
    let one: Labels = ["a": "1", "b": "2"]
    let other: Labels = ["b": "2", "a": "1"]
    #expect(one == other)
    #expect(one.stableHash == other.stableHash)
  }

  @Test func `Prometheus's hash is that of its own packed form`() {
    // Computed apart, from the specification of XXH64 and the layout of the reference.
    let short: Labels = ["__name__": "x", "i": "0"]
    #expect(short.prometheusHash == 0xb762_cd0c_bcc0_0dd3)
    let long: Labels = ["a": String(repeating: "y", count: 200), "b": String(repeating: "z", count: 300)]
    #expect(long.prometheusHash == 0xedaf_9c7f_6230_6d24)
  }

  @Test func `long values keep their length`() {
    let long = String(repeating: "x", count: 100_000)
    let labels: Labels = ["a": long, "b": "short"]
    #expect(labels["a"] == long)
    #expect(labels["b"] == "short")
    #expect(Labels(validating: labels.bytes) == labels)
  }

  @Test(arguments: [
    [5], [1, 97], [1, 97, 0], [1, 97, 1, 98, 1, 97, 1, 98], [0, 1, 97], [255, 255, 255, 255, 255, 255],
  ])
  func `bytes that are no labels are refused`(bytes: [UInt8]) {
    #expect(Labels(validating: bytes) == nil)
  }

  @Test func `series are ordered pair by pair`() {
    let sorted: [Labels] = [
      [:], ["__name__": "a"], ["__name__": "a", "b": "1"], ["__name__": "a", "b": "2"], ["__name__": "b"], ["a": "1"],
    ]
    #expect(sorted.reversed().sorted() == sorted)
  }

  @Test func `labels are printed as PromQL writes them`() {
    #expect((["__name__": "up", "job": "a\"b"] as Labels).description == #"up{job="a\"b"}"#)
    #expect((["__name__": "up"] as Labels).description == "up")
    #expect((["__name__": "my.metric", "a.b": "c"] as Labels).description == #"{"my.metric", "a.b"="c"}"#)
    #expect(Labels.empty.description == "{}")
  }

  @Test func `removal of labels leaves the others as they were`() {
    let labels: Labels = ["__name__": "up", "cluster": "eu", "replica": "a", "zone": "1"]
    #expect(LabelRemoval(["replica", "absent"])(labels) == ["__name__": "up", "cluster": "eu", "zone": "1"])
    #expect(LabelRemoval([])(labels) == labels)
    #expect(labels.removing(["zone"]) == ["__name__": "up", "cluster": "eu", "replica": "a"])
    #expect(labels.keeping(["zone", "none"]) == ["zone": "1"])
  }
}
