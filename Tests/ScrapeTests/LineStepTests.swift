import Testing
import TimeSeries

@testable import Scrape

struct LineStepTests {
  private func step(_ distances: Milliseconds..., isDoubtful: Bool = false) -> Milliseconds {
    var step = LineStep()
    for distance in distances { step.advance(by: distance, isDoubtful: isDoubtful) }
    return step.milliseconds
  }

  @Test func `a missed slot makes the step no longer, many distances do`() {
    #expect(step(15_000) == 15_000)
    #expect(step(15_000, 30_000, 30_000, 30_000) == 15_000)
    #expect(step(15_000, 30_000, 30_000, 30_000, 15_000, 30_000) == 15_000)
    #expect(step(15_000, 30_000, 30_000, 30_000, 30_000) == 30_000)
  }

  @Test func `a shorter distance is believed at once, one that goes back never`() {
    #expect(step(30_000, 15_000) == 15_000)
    #expect(step(15_000, -15_000, 0) == 15_000)
  }

  @Test func `over a missed scrape only what is shorter is believed`() {
    #expect(step(15_000, isDoubtful: true) == 0)
    var step = LineStep()
    step.advance(by: 15_000, isDoubtful: false)
    for _ in 0..<8 { step.advance(by: 30_000, isDoubtful: true) }
    #expect(step.milliseconds == 15_000)
    step.advance(by: 5000, isDoubtful: true)
    #expect(step.milliseconds == 5000)
  }
}
