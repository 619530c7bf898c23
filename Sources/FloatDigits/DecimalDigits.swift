import CFloatDigits

/// Decimals as written, `12.5`, `.5`, `1.25e-3`.
package enum DecimalDigits {
  /// Reads the decimal at `position` as far as it goes and moves behind it.
  ///
  /// - Parameter position: of a digit or a point.
  /// - Returns: the double nearest to it, ties to even, zero where it is too small; `nil` if there is no decimal, or one
  ///   beyond the range of a double.
  package static func read(_ bytes: UnsafeBufferPointer<UInt8>, at position: inout Int) -> Double? {
    bytes.withMemoryRebound(to: CChar.self) { text in
      guard position < text.count, let base = text.baseAddress else { return nil }
      var value = 0.0
      let length = iap_read_decimal(base + position, base + text.count, &value)
      position += length
      return length == 0 || value.isInfinite ? nil : value
    }
  }
}
