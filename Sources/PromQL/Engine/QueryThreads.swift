import Threads

/// Where queries are evaluated. A function over a long window holds its thread until it has done a million rows, and a
/// scrape, an answer or a rule must not wait for that.
enum QueryThreads {
  private static let clients = ThreadExecutor("query", threadCount: Cores.count)
  private static let rules = ThreadExecutor("rule query", threadCount: Cores.count)

  static func executor(forRules: Bool) -> ThreadExecutor { forRules ? rules : clients }
}
