import TestSupport
import Testing
import TimeSeries

@testable import Scrape

struct PushedSeriesTableTests {
  @Test func `it finds what was put in, and nothing else`() {
    var random = SeededRandom.fresh()
    var table = PushedSeriesTable()
    var known: [UInt64: PushedSeriesTable.Place] = [:]
    for index in 0..<5000 {
      // Close together, as storage gives them, and far apart.
      let id = UInt64.random(in: 0...UInt64.max >> UInt64([8, 50].randomElement(using: &random) ?? 8), using: &random)
      if known[id] != nil { continue }
      let place = PushedSeriesTable.Place(replica: .random(in: -1...9, using: &random), index: Int32(index))
      known[id] = place
      table.insert(SeriesID(id), place)
    }
    #expect(table.count == known.count, "seed \(random.seed)")
    for (id, place) in known {
      #expect(table[SeriesID(id)] == place, "seed \(random.seed)")
      if known[id &+ 1] == nil, id < .max - 1 { #expect(table[SeriesID(id &+ 1)] == nil, "seed \(random.seed)") }
    }
  }
}
