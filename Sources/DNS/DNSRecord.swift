/// One record of an answer.
package struct DNSRecord: Sendable, Equatable {
  /// What can be asked for; the raw value is the word in configurations.
  package enum Kind: String, Sendable, CaseIterable {
    case srv = "SRV"
    case a = "A"
    case aaaa = "AAAA"
    case mx = "MX"
    case ns = "NS"

    /// The number on the wire.
    var code: CInt {
      switch self {
      case .a: 1
      case .ns: 2
      case .mx: 15
      case .aaaa: 28
      case .srv: 33
      }
    }
  }

  package var kind: Kind
  /// An address of A and AAAA records; of others the name of a host, without a dot at its end.
  package var value: String
  /// Of an SRV record, else 0.
  package var port: Int
}
