import CFloatDigits

/// The shortest decimal digits of a number: as few as read back as the same, and of these the nearest to it.
package enum ShortestDigits {
  /// Of any number.
  package static let countMax = 17

  /// Writes the digits as ASCII, without zeros at the end; zero has one digit.
  ///
  /// - Parameters:
  ///   - magnitude: finite and not negative.
  ///   - room: for at least ``countMax`` digits.
  /// - Returns: how many they are, and the power of ten of the first.
  package static func write(
    _ magnitude: Double, to room: UnsafeMutableRawBufferPointer
  ) -> (count: Int, exponent: Int) {
    precondition(room.count >= countMax, "room for \(countMax) digits")
    var exponent: CInt = 0
    let count = iap_shortest_digits(magnitude, room.assumingMemoryBound(to: CChar.self).baseAddress, &exponent)
    return (Int(count), Int(exponent))
  }
}
