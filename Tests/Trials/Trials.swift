import Glibc

/// Trials of what reads the bodies of children and of what reads and evaluates queries: whether some bytes break it, and
/// how fast it is.
@main
struct Trials {
  static func main() async {
    let words = Array(CommandLine.arguments.dropFirst())
    let numbers = words.dropFirst(2).compactMap { UInt64($0) }
    guard words.count >= 2, numbers.count == words.count - 2, numbers.count <= 2 else { usage() }
    switch (words[0], words[1]) {
    case ("fuzz", "bodies"): await fuzz(BodyCorpus(), numbers)
    case ("fuzz", "queries"): await fuzz(QueryCorpus(secondsMax: 10, endsHangs: true), numbers)
    case ("speed", "bodies") where numbers.isEmpty: ParseSpeed.report()
    case ("speed", "queries") where numbers.isEmpty: await QuerySpeed.report()
    default: usage()
    }
  }

  private static func usage() -> Never {
    print("usage: Trials fuzz bodies|queries [INPUTS] [SEED] | speed bodies|queries")
    exit(2)
  }

  private static func fuzz(_ subject: some FuzzSubject, _ numbers: [UInt64]) async {
    let inputCount = Int(numbers.first ?? 1_000_000)
    let seed = numbers.dropFirst().first ?? UInt64.random(in: 0...UInt64.max >> 16)
    print("\(inputCount) inputs, seed \(seed)")
    let start = ContinuousClock.now
    var run = FuzzRun(subject, inputCount: inputCount, seed: seed)
    let finding = await run.run { done, next in
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
