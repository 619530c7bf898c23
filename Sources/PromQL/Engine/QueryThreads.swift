import Glibc
import Threads

/// Where queries are evaluated. A function over a long window holds its thread until it has done a million rows, and a
/// scrape, an answer or a rule must not wait for that.
enum QueryThreads {
  private static let clients = ThreadExecutor("query", threadCount: coreCount)
  private static let rules = ThreadExecutor("rule query", threadCount: coreCount)

  private static var coreCount: Int { max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))) }

  static func executor(forRules: Bool) -> ThreadExecutor { forRules ? rules : clients }
}
