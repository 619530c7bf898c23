import Exposition
import Outbound
import TestSupport
import Testing
import Threads

@testable import Scrape

struct MetadataTests {
  private static func entry(_ name: String, _ help: String = "") -> MetricMetadata {
    MetricMetadata(name: name, type: .counter, help: help)
  }

  @Test func `an answer is read as Prometheus writes it, within bounds`() throws {
    let text = """
      {"status":"success","data":{"b":[{"type":"histogram","help":"B.","unit":"seconds"},{"type":"odd","help":""}],
      "a":[{"type":"gaugehistogram","help":"\(String(repeating: "é", count: 5000))","unit":""}],"":[{"type":"gauge","help":""}]}}
      """
    let metrics = try MetadataAnswer(Array(text.utf8)).metrics
    #expect(metrics.map(\.name) == ["a", "b", "b"])
    #expect(metrics.map(\.type) == [.gaugeHistogram, .histogram, .unknown])
    #expect(metrics.map(\.help.count) == [1024, 2, 0])
    #expect(metrics.map(\.unit) == ["", "seconds", ""])
    for bad in ["", "{}", "[]", #"{"data":{"a":[{"type":1,"help":""}]}}"#, String(repeating: "[", count: 100_000)] {
      #expect(throws: (any Error).self) { try MetadataAnswer(Array(bad.utf8)) }
    }
  }

  @Test func `entries are kept once, as long as a child says them, and only as many as there is room for`() {
    let book = MetadataBook()
    #expect(book.note([Self.entry("a"), Self.entry("b")], of: "1", entriesMax: 3) == 0)
    #expect(book.note([Self.entry("a"), Self.entry("b", "other")], of: "2", entriesMax: 3) == 0)
    #expect(book.metrics().map(\.name) == ["a", "b"])
    #expect(book.metrics(named: "b").first?.entries.map(\.help) == ["", "other"])
    #expect(book.note([Self.entry("c"), Self.entry("a"), Self.entry("d")], of: "3", entriesMax: 3) == 2)
    #expect(book.metrics().map(\.name) == ["a", "b"])
    // What the first alone said goes with it.
    book.keep(["2", "3"])
    #expect(book.metrics().map(\.entries) == [[Self.entry("a")], [Self.entry("b", "other")]])
    #expect(book.note([Self.entry("c"), Self.entry("a")], of: "3", entriesMax: 3) == 0)
    #expect(book.metrics().map(\.name) == ["a", "b", "c"])
    #expect(book.note([], of: "2", entriesMax: 3) == 0)
    #expect(book.metrics().map(\.name) == ["a", "c"])
  }

  @Test func `whatever children say, the book has what they said last`() {
    var random = SeededRandom.fresh()
    let book = MetadataBook()
    var said: [String: Set<MetricMetadata>] = [:]
    for _ in 0..<300 {
      let child = "\(Int.random(in: 0..<5, using: &random))"
      let entries = (0..<20).filter { _ in Bool.random(using: &random) }.map {
        Self.entry("m\($0)", "\(Int.random(in: 0..<2, using: &random))")
      }
      #expect(book.note(entries, of: child, entriesMax: 100) == 0)
      said[child] = Set(entries)
      if Int.random(in: 0..<20, using: &random) == 0 {
        said = said.filter { _ in Bool.random(using: &random) }
        book.keep(Set(said.keys))
      }
      let wanted = said.values.reduce(into: Set()) { $0.formUnion($1) }
      #expect(Set(book.metrics().flatMap(\.entries)) == wanted, "seed \(random.seed)")
    }
  }
}
