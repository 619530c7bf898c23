/// Where a ledger keeps a series: an index that whoever holds the series may remember until it lets go.
package struct LedgerSlot: Hashable, Sendable {
  let index: Int32

  /// Of a series that is refused and that the ledger has no room to remember.
  package static let none = LedgerSlot(index: -1)
}
