package import Budget
import Hummingbird
import TimeSeries

/// `/api/v1/status/budgets`: how many series each cluster holds, may hold, and was refused.
package struct BudgetRoutes: WebRoutes {
  private let budgets: @Sendable () -> [BudgetStatus]

  package init(budgets: @escaping @Sendable () -> [BudgetStatus]) { self.budgets = budgets }

  package func add(to table: inout RouteTable) {
    table.on(.get, at: "/api/v1/status/budgets") { _ in
      Envelope.success { writer in
        writer.object { writer in
          writer.arrayMember("budgets") { writer in budgets().forEach { write($0, to: &writer) } }
        }
      }
    }
  }

  private func write(_ budget: BudgetStatus, to writer: inout JSONWriter) {
    writer.object { writer in
      writer.member("cluster", budget.cluster)
      writer.member("mode", budget.mode.rawValue)
      if let limit = budget.limit { writer.member("limit", limit) }
      writer.member("active", budget.activeCount)
      writer.member("refused", budget.refusedCount)
      writer.member("full", budget.isFull)
      writer.arrayMember("largestMetrics") { writer in
        for (metric, seriesCount) in budget.largestMetrics {
          writer.object {
            $0.member("metric", metric)
            $0.member("series", seriesCount)
          }
        }
      }
      writer.arrayMember("refusedMetrics") { writer in
        budget.refusedMetrics.forEach { write($0, to: &writer) }
      }
    }
  }

  private func write(_ refused: BudgetStatus.RefusedMetric, to writer: inout JSONWriter) {
    writer.object { writer in
      writer.member("metric", refused.metric)
      writer.member("reason", refused.reason.rawValue)
      writer.member("series", refused.seriesCount)
      writer.member("firstRefused", UTCTime.text(of: refused.firstRefused))
      writer.member("lastRefused", UTCTime.text(of: refused.lastRefused))
      writer.arrayMember("examples") { writer in refused.examples.forEach { writer.labels($0) } }
    }
  }
}
