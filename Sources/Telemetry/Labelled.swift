import Threads

/// Instruments of one family, told apart by the values of its labels; each is made when first asked for.
///
/// Ask once and keep the instrument where it is used often: the look-up takes a lock and hashes the values.
package final class Labelled<Instrument: Sendable>: Sendable {
  package let labelNames: [String]
  private let limit: Int
  private let make: @Sendable () -> Instrument
  private let instruments = Locked<[[String]: Instrument]>([:])

  init(labelNames: [String], limit: Int, make: @escaping @Sendable () -> Instrument) {
    self.labelNames = labelNames
    self.limit = limit
    self.make = make
  }

  /// The instrument with these label values. Beyond the family's limit all further ones share the values "other", so
  /// that no client and no child can make iapetus measure itself to death.
  package subscript(_ values: String...) -> Instrument { self[values] }

  package subscript(_ values: [String]) -> Instrument {
    precondition(values.count == labelNames.count, "got \(values.count) label values, want \(labelNames.count)")
    return instruments.withLock { instruments in
      if let known = instruments[values] { return known }
      let key = instruments.count < limit ? values : values.map { _ in "other" }
      if let known = instruments[key] { return known }
      let new = make()
      instruments[key] = new
      return new
    }
  }

  /// Forgets an instrument, as when its child or rule group is gone.
  package func remove(_ values: String...) {
    instruments.withLock { $0[values] = nil }
  }

  var all: [(values: [String], instrument: Instrument)] {
    instruments.withLock { $0.map { (values: $0.key, instrument: $0.value) } }
      .sorted { $0.values.lexicographicallyPrecedes($1.values) }
  }
}
