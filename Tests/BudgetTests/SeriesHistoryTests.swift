import Testing
import TimeSeries

@testable import Budget

struct SeriesHistoryTests {
  private static let minute: Milliseconds = 60_000

  /// A history that was told of `count(minute)` every minute.
  private func history(minutes: Int, _ count: (Int) -> Int) -> SeriesHistory {
    var history = SeriesHistory()
    for minute in 0..<minutes { _ = history.note(count(minute), at: Timestamp(minute) * Self.minute) }
    return history
  }

  @Test func `a steady growth is told after five points`() {
    #expect(history(minutes: 4) { $0 }.growthPerHour == nil)
    #expect(history(minutes: 5) { $0 }.growthPerHour == 60)
    #expect(history(minutes: 5) { 100 - $0 }.growthPerHour == -60)
  }

  @Test func `a step is no trend`() {
    #expect(history(minutes: 100) { $0 < 30 ? 100 : 400 }.growthPerHour == 0)
    #expect(history(minutes: 100) { _ in 100 }.growthPerHour == 0)
  }

  @Test func `it stays bounded, and coarser it tells the same`() {
    for days in [1, 5, 30] {
      let history = history(minutes: days * 1440) { 7 * $0 }
      #expect(history.points.count <= SeriesHistory.pointsMax)
      #expect(history.points.count > SeriesHistory.pointsMax / 4)
      #expect(history.growthPerHour == 420, "\(days)")
      #expect(history.span >= min(Milliseconds(days), 5) * 1200 * Self.minute, "\(days): \(history.span)")
    }
  }

  @Test func `a clock that is set back forgets what is to come`() {
    var history = history(minutes: 50) { $0 }
    let isTooSoon = !history.note(7, at: 10 * Self.minute + 1)
    #expect(isTooSoon && history.points.last?.time == 10 * Self.minute)
    let isNoted = history.note(7, at: 11 * Self.minute + 1)
    #expect(isNoted && history.points.last?.activeCount == 7)
  }
}
