import Glibc
import TimeSeries

/// Numbers as Go's `fmt` prints them in templates.
enum GoNumber {
  /// `%v`: shortest digits, with an exponent below 1e-4 and from 1e+06 on, as `%g` decides.
  static func general(_ value: Double) -> String {
    guard value.isFinite, value != 0 else { return FloatText.plain(value) }
    let text = FloatText.exponential(value)
    let exponent = text.split(separator: "e").last.flatMap { Int($0) } ?? 0
    return exponent < -4 || exponent >= 6 ? text : FloatText.plain(value)
  }

  /// `%.4g`.
  static func fourDigits(_ value: Double) -> String {
    guard value.isFinite else { return FloatText.plain(value) }
    var buffer = [CChar](repeating: 0, count: 32)
    let length = withVaList([value]) { vsnprintf(&buffer, buffer.count, "%.4g", $0) }
    return String(decoding: buffer.prefix(Int(length)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}
