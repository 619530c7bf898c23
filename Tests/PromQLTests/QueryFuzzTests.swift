import Testing
import Trials

struct QueryFuzzTests {
  /// A taste of what `Tests/fuzz` does millions of times.
  @Test func `no query breaks the parser or the evaluator, and none takes long`() async {
    let seed = UInt64.random(in: 0...UInt64.max >> 16)
    // A slow machine that does other things as well is no hang.
    var run = FuzzRun(QueryCorpus(secondsMax: 120), inputCount: 4000, seed: seed)
    let finding = await run.run()
    #expect(finding == nil, "seed \(seed): \(finding?.description ?? "")")
    #expect(run.sampleCount > 1000 && run.errorCount > 400, "both good and bad queries came, seed \(seed)")
  }
}
