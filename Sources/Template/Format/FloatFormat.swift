import Glibc
import TimeSeries

/// Floats as Go's `strconv.FormatFloat` writes them, with `+Inf` and `NaN`.
enum FloatFormat {
  /// `%v`, `%g`: shortest digits, with an exponent below 1e-4 and from 1e+06.
  static func general(_ value: Double) -> String {
    guard value.isFinite, value != 0 else { return FloatText.plain(value) }
    let text = FloatText.exponential(value)
    let exponent = text.split(separator: "e").last.flatMap { Int($0) } ?? 0
    return exponent < -4 || exponent >= 6 ? text : FloatText.plain(value)
  }

  /// `%e`, `%f`, `%g` with a precision; `isAlternate` keeps the point, and the zeros of `%g`.
  static func formatted(_ value: Double, _ verb: Unicode.Scalar, precision: Int, isAlternate: Bool = false) -> String {
    guard value.isFinite else { return FloatText.plain(value) }
    let format = (isAlternate ? "%#.*" : "%.*") + String(verb)
    let byteCount = precision + 400
    return withUnsafeTemporaryAllocation(of: CChar.self, capacity: byteCount) { buffer in
      let length = withVaList([CInt(clamping: precision), value]) {
        vsnprintf(buffer.baseAddress, byteCount, format, $0)
      }
      return String(decoding: buffer.prefix(Int(length)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
  }

  /// `%x`: `0x1.8p+00`, shortest without a precision.
  static func hexadecimal(_ value: Double, precision: Int?) -> String {
    guard value.isFinite else { return FloatText.plain(value) }
    let text =
      precision.map { formatted(value, "a", precision: $0) } ?? Self.shortestHexadecimal(value)
    let parts = text.split(separator: "p")
    let exponent = parts.last.map(String.init) ?? "+0"
    return parts[0] + "p" + (exponent.utf8.count == 2 ? exponent.prefix(1) + "0" + exponent.dropFirst() : exponent)
  }

  private static func shortestHexadecimal(_ value: Double) -> String {
    var buffer = [CChar](repeating: 0, count: 64)
    let length = withVaList([value]) { vsnprintf(&buffer, buffer.count, "%a", $0) }
    return String(decoding: buffer.prefix(Int(length)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  /// `%.4g`, which Prometheus's functions end with.
  static func fourDigits(_ value: Double) -> String { formatted(value, "g", precision: 4) }
}

extension FloatFormat {
  /// `%b`: the mantissa as a whole number, and the power of two.
  static func binary(_ value: Double) -> String {
    guard value.isFinite else { return FloatText.plain(value) }
    let fraction = value.significandBitPattern
    let isNormal = value.exponentBitPattern != 0
    let mantissa = isNormal ? fraction | 1 << 52 : fraction
    let exponent = Int(max(1, value.exponentBitPattern)) - 1075
    return (value.sign == .minus ? "-" : "") + "\(mantissa)p" + (exponent < 0 ? "" : "+") + "\(exponent)"
  }
}
