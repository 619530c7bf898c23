import TestSupport
import Testing

@testable import Dedup

/// P3: a point that was served never changes, and (P8) in whatever order things arrive, as ``ServedSimulation`` has it.
struct ServedSimulationTests {
  private func check(_ seed: UInt64, isHostile: Bool) {
    do {
      var simulation = try ServedSimulation(seed: seed, isHostile: isHostile, slotCount: 45)
      try simulation.run()
    } catch {
      Issue.record("\(error)")
    }
  }

  @Test func `P3: a served point never changes, whatever fails, and restarts, in whatever order`() {
    for seed: UInt64 in [6_847_796_886_371_583_954, 12_444_664_731_143_600_499, .random(in: 0...UInt64.max)] {
      check(seed, isHostile: false)
    }
  }

  @Test func `P3: a served point never changes, even if children go back in time and bodies are lost`() {
    for seed: UInt64 in [9_521_598_778_164_055_217, 4_833_666_724_538_405_097, .random(in: 0...UInt64.max)] {
      check(seed, isHostile: true)
    }
  }
}
