import Storage
import Testing
import TimeSeries

@testable import Dedup

@Suite struct LateRunsTests {
  private let a = SeriesID(1)
  private let b = SeriesID(2)

  private func late(_ id: SeriesID, _ times: Timestamp...) -> [SeriesSpan] {
    times.map { SeriesSpan(id, from: $0, through: $0) }
  }

  @Test func `what a sender brings late in one go is one stretch`() {
    let runs = LateRuns(late(a, 10, 20, 30) + late(b, 10, 20))
    #expect(runs.firsts.map(\.series) == [a, b])
    let stretches = runs.judged([.newer, .newer][...]) { _ in nil }
    #expect(stretches == [SeriesSpan(a, from: 10, through: 30), SeriesSpan(b, from: 10, through: 20)])
  }

  @Test func `samples that go back in time are stretches of their own`() {
    let stretches = LateRuns(late(a, 30, 20, 25)).judged([.newer, .newer][...]) { _ in nil }
    #expect(stretches == [SeriesSpan(a, from: 30, through: 30), SeriesSpan(a, from: 20, through: 25)])
  }

  @Test func `where samples are stored already, each is judged for itself`() {
    var asked: [Timestamp] = []
    let stretches = LateRuns(late(a, 10, 20, 30)).judged([.stored][...]) { samples in
      asked = samples.map(\.timestamp)
      return [.stored, .between, .newer]
    }
    #expect(asked == [10, 20, 30])
    #expect(stretches == late(a, 20, 30))
  }

  @Test func `what storage cannot tell is late`() {
    #expect(LateRuns(late(a, 10, 20)).judged([.between][...]) { _ in nil } == late(a, 10, 20))
  }
}
