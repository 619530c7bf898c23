import Budget
import Testing

struct BudgetPolicyTests {
  @Test func `guards lines at four times the limit`() {
    #expect(BudgetPolicy(limit: 500).linesMax == 2000)
    #expect(BudgetPolicy(limit: 500, linesPerSeries: 10).linesMax == 5000)
    #expect(BudgetPolicy(limit: 1).linesMax == 100)
    #expect(BudgetPolicy(limit: .max).linesMax == nil)
    #expect(BudgetPolicy(limit: 500, mode: .observe).linesMax == nil)
    #expect(BudgetPolicy.unlimited.linesMax == nil)
  }
}
