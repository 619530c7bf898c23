import Testing
import Trials

struct ParserFuzzTests {
  /// A taste of what `Tests/fuzz` does millions of times.
  @Test func `no body breaks what reads bodies, and what is remembered changes no reading`() async {
    let seed = UInt64.random(in: 0...UInt64.max >> 16)
    var run = FuzzRun(BodyCorpus(), inputCount: 6000, seed: seed)
    let finding = await run.run()
    #expect(finding == nil, "seed \(seed): \(finding?.description ?? "")")
    #expect(run.sampleCount > 1000 && run.errorCount > 1000, "both good and bad bodies came, seed \(seed)")
  }
}
