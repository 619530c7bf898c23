/// A column of integers as residuals: from the integer before (`delta`), or all from one base (`frame`).
///
/// `shift` strips the low zero bits that all differences share. An index whose value has no integer is exceptional: it
/// is written in full and takes no part in the differences.
enum ResidualColumn {
  enum Predictor { case delta, frame }

  /// How a column would be written, and how long that is.
  struct Plan {
    var predictor: Predictor
    var base: Int64
    /// The first index that has an integer.
    var first: Int
    var shift: Int
    var lowBits: Int
    var byteCount: Int
  }

  /// A residual that always escapes.
  private static let exceptional = UInt64.max

  /// The shorter of the two predictors for `integers`.
  ///
  /// - Parameters:
  ///   - isExceptional: by index, whether there is no integer.
  ///   - residuals: scratch for `count`; afterwards it holds the residuals of the plan.
  static func plan(
    _ integers: UnsafePointer<Int64>, _ isExceptional: UnsafePointer<Bool>, _ count: Int,
    _ residuals: UnsafeMutablePointer<UInt64>
  ) -> Plan? {
    guard let first = (0..<count).first(where: { !isExceptional[$0] }) else { return nil }
    let (shift, nearest, deltaSize, frameSize) = survey(integers, isExceptional, first, count)
    let predictor = deltaSize <= frameSize ? Predictor.delta : .frame
    let base = predictor == .delta ? integers[first] : integers[nearest]
    fill(residuals, integers, isExceptional, count, base, shift, predictor)
    let skipped = predictor == .delta ? first + 1 : 0
    let code = ResidualCode.plan(UnsafePointer(residuals) + skipped, count - skipped)
    let header = predictor == .delta ? 3 + 8 + 8 * first : 2 + 8
    return Plan(
      predictor: predictor, base: base, first: first, shift: shift, lowBits: code.lowBits,
      byteCount: header + (code.bitCount + 7) / 8)
  }

  /// The shared zero bits of all differences, the index nearest the mean, and how large the residuals of either
  /// predictor are on average.
  private static func survey(
    _ integers: UnsafePointer<Int64>, _ isExceptional: UnsafePointer<Bool>, _ first: Int, _ count: Int
  ) -> (shift: Int, nearest: Int, deltaSize: Double, frameSize: Double) {
    var differing: Int64 = 0
    var sum = 0.0
    var used = 0.0
    var deltaSize = 0.0
    var previous = integers[first]
    for index in first..<count where !isExceptional[index] {
      let integer = integers[index]
      differing |= integer &- integers[first]
      deltaSize += Double((integer &- previous).magnitude)
      sum += Double(integer)
      used += 1
      previous = integer
    }
    let mean = sum / used
    var frameSize = 0.0
    var nearest = first
    var distance = Double.infinity
    for index in first..<count where !isExceptional[index] {
      let off = (Double(integers[index]) - mean).magnitude
      frameSize += off
      if off < distance { (distance, nearest) = (off, index) }
    }
    let shift = differing == 0 ? 0 : differing.trailingZeroBitCount
    return (shift, nearest, deltaSize, frameSize)
  }

  private static func fill(
    _ residuals: UnsafeMutablePointer<UInt64>, _ integers: UnsafePointer<Int64>,
    _ isExceptional: UnsafePointer<Bool>, _ count: Int, _ base: Int64, _ shift: Int, _ predictor: Predictor
  ) {
    var previous = base
    for index in 0..<count {
      if isExceptional[index] {
        residuals[index] = exceptional
      } else {
        residuals[index] = ZigZag.encode((integers[index] &- previous) >> Int64(shift))
        if predictor == .delta { previous = integers[index] }
      }
    }
  }

  /// Writes the body: `shift`, `lowBits`, base, and for `delta` the number of exceptional values in front and these;
  /// then the residuals as bits.
  static func encode(
    _ plan: Plan, _ integers: UnsafePointer<Int64>, _ isExceptional: UnsafePointer<Bool>,
    _ values: UnsafePointer<Double>, _ residuals: UnsafePointer<UInt64>, _ count: Int, to bytes: inout [UInt8]
  ) {
    bytes.append(UInt8(plan.shift))
    bytes.append(UInt8(plan.lowBits))
    bytes.appendWord(UInt64(bitPattern: plan.base))
    var start = 0
    if plan.predictor == .delta {
      bytes.appendVarint(plan.first)
      for index in 0..<plan.first { bytes.appendDouble(values[index]) }
      start = plan.first + 1
    }
    var writer = BitWriter(appendingTo: bytes)
    for index in start..<max(start, count) {
      if isExceptional[index] {
        ResidualCode.putEscape(values[index].bitPattern, isExactValue: true, to: &writer)
      } else if !ResidualCode.put(residuals[index], lowBits: plan.lowBits, to: &writer) {
        ResidualCode.putEscape(UInt64(bitPattern: integers[index]), isExactValue: false, to: &writer)
      }
    }
    bytes = writer.finish()
  }

  /// Reads what ``encode(_:_:_:_:_:_:to:)`` wrote; `false` if it is damaged.
  ///
  /// - Parameter value: what an integer stands for.
  @inline(__always)
  static func decode(
    _ reader: inout ByteReader, _ predictor: Predictor, _ count: Int, _ words: WordScratch,
    _ values: UnsafeMutablePointer<Double>, _ value: (Int64) -> Double
  ) -> Bool {
    guard let shift = reader.byte(), shift < 64, let lowBits = reader.byte(),
      lowBits <= UInt8(ResidualCode.lowBitsMax), let base = reader.word()
    else { return false }
    var start = 0
    if predictor == .delta {
      guard let first = reader.count(max: count - 1) else { return false }
      for index in 0..<first {
        guard let exact = reader.double() else { return false }
        values[index] = exact
      }
      values[first] = value(Int64(bitPattern: base))
      start = first + 1
    }
    let bits = reader.takeRest()
    return decodeBits(
      words.load(bits), 8 * bits.count, start, count, predictor == .delta, Int64(bitPattern: base), Int(shift),
      Int(lowBits), values, value)
  }

  @inline(__always)
  private static func decodeBits(
    _ words: UnsafePointer<UInt64>, _ bitCount: Int, _ start: Int, _ count: Int, _ follows: Bool, _ base: Int64,
    _ shift: Int, _ lowBits: Int, _ values: UnsafeMutablePointer<Double>, _ value: (Int64) -> Double
  ) -> Bool {
    var reader = BitReader(words)
    var previous = base
    let lowShift = UInt64(truncatingIfNeeded: 63 &- lowBits)
    let up = UInt64(truncatingIfNeeded: lowBits)
    let left = Int64(shift)
    for index in start..<max(start, count) {
      let bits = reader.peek()
      let zeros = bits.leadingZeroBitCount
      if zeros < ResidualCode.escapeZeros {
        let low = ((bits &<< UInt64(truncatingIfNeeded: zeros &+ 1)) &>> 1) &>> lowShift
        let residual = ZigZag.decode(UInt64(truncatingIfNeeded: zeros) &<< up | low)
        let integer = previous &+ (residual &<< left)
        values[index] = value(integer)
        if follows { previous = integer }
        reader.position &+= zeros &+ 1 &+ lowBits
      } else {
        reader.position &+= ResidualCode.escapeZeros &+ 1
        let isExactValue = reader.takeBit()
        let full = reader.take(64)
        values[index] = isExactValue ? Double(bitPattern: full) : value(Int64(bitPattern: full))
        if follows, !isExactValue { previous = Int64(bitPattern: full) }
      }
      if reader.position > bitCount { return false }
    }
    return true
  }
}
