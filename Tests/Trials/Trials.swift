import Glibc

/// Trials of what reads the bodies of children and of what reads and evaluates queries: whether some bytes break it, and
/// how fast it is.
@main
struct Trials {
  static func main() async {
    let words = Array(CommandLine.arguments.dropFirst())
    let rest = Array(words.dropFirst(2))
    switch (words.first, words.dropFirst().first) {
    case ("fuzz", "bodies"): await fuzz(BodyCorpus(), numbers(rest))
    case ("fuzz", "queries"): await fuzz(QueryCorpus(secondsMax: 10, endsHangs: true), numbers(rest))
    case ("speed", "bodies") where rest.isEmpty: ParseSpeed.report()
    case ("speed", "queries") where rest.count <= 1: await QuerySpeed.report(rest.first ?? "")
    default: usage()
    }
  }

  private static func numbers(_ words: [String]) -> [UInt64] {
    let numbers = words.compactMap { UInt64($0) }
    guard numbers.count == words.count, numbers.count <= 2 else { usage() }
    return numbers
  }

  private static func usage() -> Never {
    print("usage: Trials fuzz bodies|queries [INPUTS] [SEED] | speed bodies | speed queries [TEXT]")
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
