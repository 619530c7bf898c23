/// Many inputs for a subject, in sessions. The seeds of sessions are consecutive, so that a run can begin anywhere.
package struct FuzzRun<Subject: FuzzSubject> {
  /// How often a run tells how far it is: if it dies, the trouble lies behind the last seed that it told.
  private static var progressInterval: Int { 250_000 }

  private let subject: Subject
  private let inputCount: Int
  private var seed: UInt64
  package private(set) var doneCount = 0
  /// Samples that good inputs gave.
  package private(set) var sampleCount = 0
  /// Inputs that were refused.
  package private(set) var errorCount = 0

  package init(_ subject: Subject, inputCount: Int, seed: UInt64) {
    self.subject = subject
    self.inputCount = inputCount
    self.seed = seed
  }

  /// Runs until something is wrong, or all inputs are done.
  ///
  /// - Parameter progress: is told the number of inputs done and the seed of the next session.
  package mutating func run(progress: (Int, UInt64) -> Void = { _, _ in }) async -> FuzzFinding? {
    var nextReport = Self.progressInterval
    while doneCount < inputCount {
      var session = subject.session(seed: seed)
      if let finding = await session.run() { return finding }
      doneCount += session.inputCount
      sampleCount += session.sampleCount
      errorCount += session.errorCount
      seed &+= 1
      if doneCount >= nextReport {
        progress(doneCount, seed)
        nextReport += Self.progressInterval
      }
    }
    return nil
  }
}
