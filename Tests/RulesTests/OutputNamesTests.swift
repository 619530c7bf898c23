import PromQL
import TestSupport
import Testing
import TimeSeries

@testable import Rules

@Suite struct OutputNamesTests {
  @Test func `labels at their old position are not looked up again`() {
    var names = OutputNames()
    var resolved: [Labels] = []
    func ids(_ labels: [Labels]) -> [SeriesID] {
      resolved = []
      return names.outputs(for: labels.map { VectorSample(labels: $0, timestamp: 0, value: 1) }) { labels in
        resolved.append(labels)
        return SeriesID(UInt64(labels["i"]) ?? 0)
      }
    }
    let (one, two, three): (Labels, Labels, Labels) = (["i": "1"], ["i": "2"], ["i": "3"])
    #expect(ids([one, two]) == [SeriesID(1), SeriesID(2)])
    #expect(ids([one, two, three]) == [SeriesID(1), SeriesID(2), SeriesID(3)])
    #expect(resolved == [three])
    #expect(ids([two, three]) == [SeriesID(2), SeriesID(3)])
    #expect(resolved == [two, three])
    #expect(ids([two, three]) == [SeriesID(2), SeriesID(3)])
    #expect(resolved.isEmpty)
  }
}
