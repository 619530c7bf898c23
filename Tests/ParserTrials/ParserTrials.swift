import Glibc

/// Trials of what reads the bodies of children: whether some bytes break it, and how fast it is.
@main
struct ParserTrials {
  static func main() {
    let words = CommandLine.arguments.dropFirst()
    let numbers = words.dropFirst().compactMap { UInt64($0) }
    switch words.first {
    case "fuzz" where numbers.count == words.count - 1 && numbers.count <= 2:
      fuzz(Int(numbers.first ?? 1_000_000), seed: numbers.dropFirst().first ?? UInt64.random(in: 0...UInt64.max >> 16))
    case "speed" where words.count == 1: ParseSpeed.report()
    default:
      print("usage: ParserTrials fuzz [INPUTS] [SEED] | speed")
      exit(2)
    }
  }

  private static func fuzz(_ inputCount: Int, seed: UInt64) {
    print("\(inputCount) inputs, seed \(seed)")
    let start = ContinuousClock.now
    var run = FuzzRun(inputCount: inputCount, seed: seed)
    let finding = run.run { done, next in
      print("\(done) inputs in \(ContinuousClock.now - start), next seed \(next)")
      // Else a crash would take it along.
      fflush(nil)
    }
    if let finding {
      print(finding)
      exit(1)
    }
    print("\(run.doneCount) inputs, \(run.sampleCount) samples, \(run.errorCount) errors, nothing found")
  }
}
