import ParserTrials
import Testing

struct ParserFuzzTests {
  /// A taste of what `Tests/fuzz` does millions of times.
  @Test func `no body breaks what reads bodies, and what is remembered changes no reading`() {
    let seed = UInt64.random(in: 0...UInt64.max >> 16)
    var run = FuzzRun(inputCount: 6000, seed: seed)
    let finding = run.run()
    #expect(finding == nil, "seed \(seed): \(finding?.description ?? "")")
    #expect(run.sampleCount > 1000 && run.errorCount > 1000, "both good and bad bodies came, seed \(seed)")
  }
}
