import Logging
import Threads

/// Logs what is wrong with a discovery once, until it changes.
final class ProblemLog: Sendable {
  private let logger: Logger
  private let mechanism: Mechanism
  private let job: String
  /// By what they are of.
  private let problems = Locked<[String: String]>([:])

  init(_ logger: Logger, _ mechanism: Mechanism, job: String) {
    self.logger = logger
    self.mechanism = mechanism
    self.job = job
  }

  /// - Parameters:
  ///   - problem: empty when all is well.
  ///   - part: what it is of; few of them.
  func note(_ problem: String, of part: String = "") {
    let isNew = problems.withLock { $0.updateValue(problem, forKey: part) != problem }
    guard isNew, !problem.isEmpty else { return }
    logger.error(
      "Asking for targets; the known ones stay",
      metadata: ["discovery": "\(mechanism.rawValue)", "config": "\(job)", "err": "\(problem)"])
  }
}
