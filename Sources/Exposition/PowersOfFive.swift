/// The upper 128 bits of 5^q for q in -55...55, as the Eisel-Lemire algorithm wants them: scaled so that the top bit is
/// set; exact for q ≥ 0, and for q < 0 the reciprocal, truncated (below -27) or rounded up.
///
/// From Daniel Lemire, "Number Parsing at a Gigabyte per Second", section 7. There the table spans -342...308; 5^55 is
/// the last power that fits 128 bits, so this part of it needs no big integers. Samples outside it are rare.
enum PowersOfFive {
  static let exponents = -55...55

  static let table: [UInt128] = exponents.map { exponent in
    exponent < 0 ? reciprocal(of: power(-exponent), roundedUp: exponent >= -27) : normalized(power(exponent))
  }

  private static func power(_ exponent: Int) -> UInt128 {
    (0..<exponent).reduce(UInt128(1)) { power, _ in power * 5 }
  }

  private static func normalized(_ value: UInt128) -> UInt128 { value << value.leadingZeroBitCount }

  private static func reciprocal(of power: UInt128, roundedUp: Bool) -> UInt128 {
    let quotient = normalized(power).dividingFullWidth((high: 1 << 127, low: 0)).quotient
    return quotient + (roundedUp ? 1 : 0)
  }
}
