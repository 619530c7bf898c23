package import Budget
import Hummingbird
package import Storage
package import TimeSeries

/// `/api/v1/status/budgets`: how many series each cluster holds, may hold, and was refused. With `cluster`, once or more
/// often, these clusters only.
package struct BudgetRoutes: WebRoutes {
  private let budgets: @Sendable () -> [BudgetStatus]
  private let labels: LabelCensus
  private let now: @Sendable () -> Timestamp

  /// - Parameter storage: where the labels of the active series are counted.
  package init(
    budgets: @escaping @Sendable () -> [BudgetStatus], storage: any Queryable, now: @escaping @Sendable () -> Timestamp
  ) {
    self.budgets = budgets
    labels = LabelCensus(storage)
    self.now = now
  }

  package func add(to table: inout RouteTable) {
    table.on(.get, at: "/api/v1/status/budgets") { request in
      let wanted = request.parameters.all("cluster")
      return Envelope.success { writer in
        writer.object { writer in
          writer.arrayMember("budgets") { writer in
            for budget in budgets() where wanted.isEmpty || wanted.contains(budget.cluster) {
              let census = labels.counts(of: budget, at: now())
              writer.object { BudgetText(budget: budget, labels: census).write(to: &$0) }
            }
          }
        }
      }
    }
  }
}
