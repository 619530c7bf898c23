import TestSupport
import Testing
import TimeSeries

@testable import Fleet

struct DarkLogTests {
  /// What the log says, minute by minute.
  private func minutes(_ log: DarkLog) -> Set<Int64> {
    Set(log.intervals.flatMap { Array($0.from..<$0.end) })
  }

  @Test func `says the same as a set of minutes, whatever is added, healed and forgotten`() {
    for seed in 0..<200 {
      var random = SeededRandom(seed: UInt64(seed))
      var log = DarkLog()
      var model: Set<Int64> = []
      for _ in 0..<60 {
        let from = Int64.random(in: 0..<100, using: &random)
        let until = from + Int64.random(in: 0..<20, using: &random)
        switch Int.random(in: 0..<3, using: &random) {
        case 0:
          log.remove(from..<until)
          model.subtract(from..<until)
        default:
          log.add(DarkInterval(from: from, until: until))
          model.formUnion(from..<until)
        }
        #expect(minutes(log) == model, "seed \(seed)")
        let ends = log.intervals.flatMap { [$0.from, $0.end] }
        #expect(ends == ends.sorted(), "seed \(seed)")
      }
    }
  }

  @Test func `remembers no more than it may, and hides nothing`() {
    var log = DarkLog()
    for index in 0..<Int64(DarkLog.countMax + 10) {
      log.add(DarkInterval(from: index * 10, until: index * 10 + 5))
    }
    #expect(log.intervals.count == DarkLog.countMax)
    #expect(log.intervals.first == DarkInterval(from: 0, until: 105))
  }

  @Test func `forgets what ended long ago`() {
    var log = DarkLog()
    log.add(DarkInterval(from: 0, until: 10))
    log.add(DarkInterval(from: 20, until: 30))
    log.prune(before: 25)
    #expect(log.intervals == [DarkInterval(from: 20, until: 30)])
  }
}
