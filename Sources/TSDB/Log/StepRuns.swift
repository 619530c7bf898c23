/// Integers as runs of a constant step: for each run its length and its step, as varints.
///
/// The first step leads from zero to the first integer.
enum StepRuns {
  @inline(__always)
  static func encode(_ count: Int, to bytes: inout [UInt8], _ integer: (Int) -> Int64) {
    var previous: Int64 = 0
    var step: Int64 = 0
    var length = 0
    for index in 0..<count {
      let next = integer(index)
      if next &- previous != step || length == 0 {
        append(length, step, to: &bytes)
        step = next &- previous
        length = 0
      }
      length += 1
      previous = next
    }
    append(length, step, to: &bytes)
  }

  private static func append(_ length: Int, _ step: Int64, to bytes: inout [UInt8]) {
    guard length > 0 else { return }
    bytes.appendVarint(length)
    bytes.appendSignedVarint(step)
  }

  /// Exactly `count` elements, each made of its integer; `nil` if the bytes do not hold as many.
  @inline(__always)
  static func decode<Element>(_ reader: inout ByteReader, _ count: Int, _ element: (Int64) -> Element) -> [Element]? {
    var isDamaged = false
    let elements = Array<Element>(unsafeUninitializedCapacity: count) { elements, initialized in
      var last: Int64 = 0
      while initialized < count {
        guard let length = reader.count(max: count - initialized), length > 0, let step = reader.signedVarint() else {
          isDamaged = true
          return
        }
        for index in initialized..<initialized + length {
          last &+= step
          elements.initializeElement(at: index, to: element(last))
        }
        initialized += length
      }
    }
    return isDamaged ? nil : elements
  }
}
