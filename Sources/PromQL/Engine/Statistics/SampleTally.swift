import Synchronization
import Threads

/// Counts the samples that the steps of one grid look at, by the rules of Prometheus's `stats`: as if every step were a
/// query of its own, and nothing were shared.
///
/// What is the same at every step counts for each of them; what stands in the query twice counts twice. Of a subquery that
/// a function slides over count the points that the function sees, not what they were made of.
final class SampleTally: Sendable {
  /// What becomes of what is counted here.
  private enum Share {
    case whole
    /// The tally has it as well, step by step.
    case alike(SampleTally)
    /// Every step of the tally has all of it, and it was read once.
    case everyStep(SampleTally)
    /// The tally has what was read of it.
    case readOnly(SampleTally)
  }

  private let share: Share
  private let stepCount: Int
  private let looked = Atomic<Int>(0)
  private let read = Atomic<Int>(0)
  /// Those looked at, by step; `nil` where nobody asks.
  private let perStep: Locked<[Int]>?

  /// For a whole query.
  convenience init(stepCount: Int, tellsSteps: Bool) {
    self.init(.whole, stepCount: stepCount, tellsSteps: tellsSteps)
  }

  private init(_ share: Share, stepCount: Int, tellsSteps: Bool) {
    self.share = share
    self.stepCount = stepCount
    perStep = tellsSteps ? Locked(Array(repeating: 0, count: stepCount)) : nil
  }

  // MARK: Tallies below

  /// For a part of the query whose counts are wanted again, where the part stands next.
  func recording() -> SampleTally {
    SampleTally(.alike(self), stepCount: stepCount, tellsSteps: perStep != nil)
  }

  /// For what is evaluated once, for all steps.
  func once() -> SampleTally { SampleTally(.everyStep(self), stepCount: 1, tellsSteps: false) }

  /// For what makes the points of a subquery that a function slides over.
  func belowWindows(stepCount: Int) -> SampleTally {
    SampleTally(.readOnly(self), stepCount: stepCount, tellsSteps: false)
  }

  /// For what makes the points of a subquery that is the answer itself.
  func belowAnswer(stepCount: Int) -> SampleTally {
    SampleTally(.everyStep(self), stepCount: stepCount, tellsSteps: false)
  }

  // MARK: Counting

  /// Counts samples of one series.
  ///
  /// - Parameters:
  ///   - readCount: how many were read, each once.
  ///   - lookedCount: at how many all steps together have looked.
  ///   - lookedAt: at how many one step has; asked only where somebody wants to know.
  func add(read readCount: Int, looked lookedCount: Int, _ lookedAt: (_ step: Int) -> Int) {
    read.wrappingAdd(readCount, ordering: .relaxed)
    looked.wrappingAdd(lookedCount, ordering: .relaxed)
    perStep?.withLock { counts in
      for step in counts.indices { counts[step] += lookedAt(step) }
    }
    switch share {
    case .whole: break
    case .alike(let tally): tally.add(read: readCount, looked: lookedCount, lookedAt)
    case .everyStep(let tally):
      tally.add(read: readCount, looked: lookedCount &* tally.stepCount) { _ in lookedCount }
    case .readOnly(let tally): tally.add(read: readCount, looked: 0) { _ in 0 }
    }
  }

  /// Counts once more what a ``recording()`` has counted.
  func add(_ recorded: SampleTally) {
    let counts = recorded.lookedPerStep
    add(read: recorded.readCount, looked: recorded.lookedCount) { counts.isEmpty ? recorded.lookedCount : counts[$0] }
  }

  // MARK: Result

  var readCount: Int { read.load(ordering: .relaxed) }

  var lookedCount: Int { looked.load(ordering: .relaxed) }

  /// Empty unless it was asked for.
  var lookedPerStep: [Int] { perStep?.withLock { $0 } ?? [] }
}
