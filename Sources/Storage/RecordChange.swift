/// A small durable fact beside the samples: a budget's ledger row, a rule group's state.
///
/// Storage keeps the bytes and knows nothing of their meaning; the room that owns a space owns their format.
package struct RecordChange: Sendable, Equatable {
  /// Who owns the record. The raw value is the first byte of its key on disk.
  package enum Space: UInt8, Sendable, CaseIterable {
    case ledger = 0x60
    case ruleState = 0x70
    case corrections = 0x71
    case replicaLog = 0x80
    case clusters = 0x90
    case healing = 0xa0
  }

  package var space: Space
  package var key: [UInt8]
  /// `nil` deletes the record.
  package var value: [UInt8]?

  package init(space: Space, key: [UInt8], value: [UInt8]?) {
    self.space = space
    self.key = key
    self.value = value
  }
}
