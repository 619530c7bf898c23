import TestSupport
import Testing

@testable import Scrape

struct SelectorPartsTests {
  @Test func `parts that are too large are halved, and one again when all are small`() {
    var parts = SelectorParts(["a", "b", "c", "d", "e"])
    parts.note([1000], bytesMax: 1000)
    #expect(parts.parts == [["a", "b", "c", "d", "e"]])
    parts.note([1001], bytesMax: 1000)
    #expect(parts.parts == [["a", "b"], ["c", "d", "e"]])
    parts.note([10, 1200], bytesMax: 1000)
    #expect(parts.parts == [["a", "b"], ["c"], ["d", "e"]])
    parts.note([10, 5000, 600], bytesMax: 1000)
    #expect(parts.parts == [["a", "b"], ["c"], ["d", "e"]], "one selector is as small as it gets")
    parts.note([10, 300, 189], bytesMax: 1000)
    #expect(parts.parts == [["a", "b", "c", "d", "e"]])
  }

  @Test func `there is a bound, a setting that turns it off, and every selector is asked for once`() {
    var random = SeededRandom(seed: 3)
    let selectors = (0..<40).map { "s\($0)" }
    var parts = SelectorParts(selectors)
    for _ in 0..<50 {
      parts.note(parts.parts.map { _ in Int(random.next() % 3000) }, bytesMax: 1000)
      #expect(parts.parts.count <= 16 && Array(parts.parts.joined()) == selectors)
    }
    parts.note(parts.parts.map { _ in 1_000_000 }, bytesMax: 0)
    #expect(parts.parts == [selectors])
  }
}
