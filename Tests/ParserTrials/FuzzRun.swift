import Exposition
import TestSupport

/// Many inputs for what reads bodies, in sessions of a few bodies each. The seeds of sessions are consecutive, so that a
/// run can begin anywhere.
package struct FuzzRun {
  /// How often a run tells how far it is: if it dies, the trouble lies behind the last seed that it told.
  private static let progressInterval = 250_000

  private let inputCount: Int
  private var seed: UInt64
  package private(set) var doneCount = 0
  /// Samples of bodies that could be read.
  package private(set) var sampleCount = 0
  /// Bodies that could not.
  package private(set) var errorCount = 0

  package init(inputCount: Int, seed: UInt64) {
    self.inputCount = inputCount
    self.seed = seed
  }

  /// Runs until something is wrong, or all inputs are done.
  ///
  /// - Parameter progress: is told the number of inputs done and the seed of the next session.
  package mutating func run(progress: (Int, UInt64) -> Void = { _, _ in }) -> FuzzFinding? {
    let corpus = FuzzCorpus()
    var nextReport = FuzzRun.progressInterval
    while doneCount < inputCount {
      var session = FuzzSession(corpus, seed: seed)
      if let finding = session.run() { return finding }
      doneCount += session.inputCount
      sampleCount += session.sampleCount
      errorCount += session.errorCount
      seed &+= 1
      if doneCount >= nextReport {
        progress(doneCount, seed)
        nextReport += FuzzRun.progressInterval
      }
    }
    return nil
  }
}

/// What was wrong, and with which input.
package struct FuzzFinding: CustomStringConvertible {
  let what: String
  let format: ExpositionFormat
  let body: [UInt8]
  /// Of the session: `ParserTrials fuzz 1 <seed>` does it again.
  let seed: UInt64

  package var description: String {
    let text = body.map { byte in
      (0x20..<0x7f).contains(byte) || byte == 0x0a ? String(UnicodeScalar(byte)) : "\\x" + String(byte, radix: 16)
    }
    return "seed \(seed), \(format.rawValue): \(what)\n\(text.joined())"
  }
}
