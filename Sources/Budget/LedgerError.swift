/// A stored ledger row that cannot be read.
package struct LedgerError: Error, Sendable, CustomStringConvertible {
  package let description: String

  init(row: LedgerRow) {
    let key = row.key.map { String($0, radix: 16) }.joined(separator: " ")
    description =
      "reading the budget ledger: the row with key [\(key)] (\(row.value?.count ?? 0) bytes) is not of version "
      + "\(LedgerRow.version): it was written by a newer iapetus, or is damaged: start that one, or bring back a copy of "
      + "the store"
  }
}
