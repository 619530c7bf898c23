import Budget
import Threads

/// One cluster's ledger, shared by its children and by what is pushed for it.
final class ClusterBudget: Sendable {
  let cluster: String
  let ledger: Locked<BudgetLedger>

  init(_ ledger: BudgetLedger) {
    cluster = ledger.name
    self.ledger = Locked(ledger)
  }
}
