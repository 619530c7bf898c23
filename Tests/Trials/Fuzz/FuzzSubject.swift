/// What reads inputs, and where they come from.
package protocol FuzzSubject: Sendable {
  associatedtype Session: FuzzSession

  /// A few inputs that belong together; the same ones for the same seed.
  func session(seed: UInt64) -> Session
}

/// A few inputs, one after the other.
package protocol FuzzSession {
  /// Inputs that were handed over.
  var inputCount: Int { get }
  /// What good ones among them gave: samples.
  var sampleCount: Int { get }
  /// How many were refused, with an error.
  var errorCount: Int { get }

  /// Runs until something is wrong, or all inputs are done.
  mutating func run() async -> FuzzFinding?
}

/// What was wrong, and with which input.
package struct FuzzFinding: CustomStringConvertible {
  let what: String
  let input: [UInt8]
  /// Of the session: a run of one input from there does it again.
  let seed: UInt64

  package var description: String {
    let text = input.map { byte in
      (0x20..<0x7f).contains(byte) || byte == 0x0a ? String(UnicodeScalar(byte)) : "\\x" + String(byte, radix: 16)
    }
    return "seed \(seed), \(what)\n\(text.joined())"
  }
}
