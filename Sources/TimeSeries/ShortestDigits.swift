/// The shortest digits of a number, taken from Swift's own text of it: without zeros at either end, at most seventeen.
struct ShortestDigits {
  /// As ASCII.
  let digits: Slice<UnsafeMutableBufferPointer<UInt8>>
  /// The power of ten of the first digit.
  let exponent: Int

  /// Room for the digits of every number.
  static let capacity = 24

  /// - Parameters:
  ///   - text: a `description` such as `12.5`, `1e-07`, `-5.0`; `nil` comes of `inf` and `nan`.
  ///   - room: for the digits; at least ``capacity``.
  @inline(__always)
  init?(_ text: UnsafeBufferPointer<UInt8>, in room: UnsafeMutableBufferPointer<UInt8>) {
    var (count, leading, wholeCount) = (0, 0, Int?.none)
    var place = 0
    reading: while place < text.count {
      let byte = text[place]
      switch byte {
      case UInt8(ascii: "0") where count == 0: leading += 1
      case UInt8(ascii: "0")...UInt8(ascii: "9"):
        guard count < room.count else { return nil }
        room[count] = byte
        count += 1
      case UInt8(ascii: "."): wholeCount = leading + count
      case UInt8(ascii: "-"): break
      case UInt8(ascii: "e"): break reading
      default: return nil
      }
      place += 1
    }
    let power = ShortestDigits.power(text.dropFirst(place + 1))
    exponent = (wholeCount ?? leading + count) - 1 - leading + power
    while count > 0, room[count - 1] == UInt8(ascii: "0") { count -= 1 }
    digits = room[..<count]
  }

  private static func power(_ text: Slice<UnsafeBufferPointer<UInt8>>) -> Int {
    let isNegative = text.first == UInt8(ascii: "-")
    let magnitude = text.reduce(0) { $1 < UInt8(ascii: "0") ? $0 : $0 * 10 + Int($1 - UInt8(ascii: "0")) }
    return isNegative ? -magnitude : magnitude
  }

  /// `0.00000012`, `1200000`, `1.5`.
  func appendPlain(to bytes: inout [UInt8]) {
    if digits.isEmpty { return bytes.append(UInt8(ascii: "0")) }
    if exponent < 0 {
      bytes.append(contentsOf: [UInt8(ascii: "0"), UInt8(ascii: ".")])
      bytes.append(contentsOf: repeatElement(UInt8(ascii: "0"), count: -exponent - 1))
      return bytes.append(contentsOf: digits)
    }
    bytes.append(contentsOf: digits.prefix(exponent + 1))
    if digits.count <= exponent + 1 {
      return bytes.append(contentsOf: repeatElement(UInt8(ascii: "0"), count: exponent + 1 - digits.count))
    }
    bytes.append(UInt8(ascii: "."))
    bytes.append(contentsOf: digits.dropFirst(exponent + 1))
  }

  /// `1.5e-07`: at least two digits behind the sign.
  func appendExponential(to bytes: inout [UInt8]) {
    bytes.append(contentsOf: digits.prefix(1))
    if digits.count > 1 {
      bytes.append(UInt8(ascii: "."))
      bytes.append(contentsOf: digits.dropFirst())
    }
    bytes.append(UInt8(ascii: "e"))
    bytes.append(UInt8(ascii: exponent < 0 ? "-" : "+"))
    if exponent.magnitude < 10 { bytes.append(UInt8(ascii: "0")) }
    FloatText.append(UInt64(exponent.magnitude), to: &bytes)
  }
}
