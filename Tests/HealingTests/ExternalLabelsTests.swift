import Testing
import TimeSeries

@testable import Healing

struct ExternalLabelsTests {
  private let exposed: [Labels] = [
    ["__name__": "job:a:sum", "job": "x", "cluster": "eu", "replica": "a"],
    ["__name__": "job:b:sum", "job": "x", "cluster": "eu", "replica": "a"],
    ["__name__": "cluster:c:sum", "job": "x", "cluster": "other", "replica": "a"],
  ]

  @Test func `labels that all series share but the child's own are external`() throws {
    let own: [Labels] = [["__name__": "job:a:sum", "job": "x"], ["__name__": "gone:x:sum"]]
    let labels = try #require(ExternalLabels(exposed: exposed, own: own))
    #expect(labels.added(to: own[0]) == exposed[0])
    // Its own job is no external label, although all series that are exposed have it.
    #expect(labels.added(to: own[1]) == ["__name__": "gone:x:sum", "cluster": "eu", "replica": "a"])
    #expect(labels.added(to: ["__name__": "c", "cluster": "own"])["cluster"] == "own")
  }

  @Test func `a child without external labels has none`() throws {
    let labels = try #require(ExternalLabels(exposed: exposed, own: exposed))
    #expect(labels.labels.isEmpty)
  }

  @Test func `nothing is told of series that nobody exposes`() {
    #expect(ExternalLabels(exposed: exposed, own: [["__name__": "gone"]]) == nil)
    #expect(ExternalLabels(exposed: [], own: exposed) == nil)
  }
}
