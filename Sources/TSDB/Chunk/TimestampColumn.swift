import TimeSeries

/// The timestamps of a sealed chunk: a start and a step where they lie on a grid, else residuals of their distances.
enum TimestampColumn {
  enum Layout: UInt8 { case grid = 0, residuals = 1 }

  /// Writes the layout's body.
  ///
  /// - Parameter residuals: scratch for `count`.
  static func encode(
    _ timestamps: UnsafePointer<Timestamp>, _ count: Int, from origin: Timestamp,
    _ residuals: UnsafeMutablePointer<UInt64>, to bytes: inout [UInt8]
  ) -> Layout {
    bytes.appendSignedVarint(timestamps[0] &- origin)
    let step = count > 1 ? timestamps[1] &- timestamps[0] : 0
    if (1..<max(1, count)).allSatisfy({ timestamps[$0] &- timestamps[$0 - 1] == step }) {
      bytes.appendSignedVarint(step)
      return .grid
    }
    encodeResiduals(timestamps, count, residuals, to: &bytes)
    return .residuals
  }

  private static func encodeResiduals(
    _ timestamps: UnsafePointer<Timestamp>, _ count: Int, _ residuals: UnsafeMutablePointer<UInt64>,
    to bytes: inout [UInt8]
  ) {
    let usual = usualDistance(timestamps, count)
    for index in 1..<count {
      residuals[index - 1] = ZigZag.encode(timestamps[index] &- timestamps[index - 1] &- usual)
    }
    let plan = ResidualCode.plan(residuals, count - 1)
    var writer = BitWriter()
    for index in 0..<count - 1 where !ResidualCode.put(residuals[index], lowBits: plan.lowBits, to: &writer) {
      ResidualCode.putEscape(residuals[index], isExactValue: false, to: &writer)
    }
    let bits = writer.finish()
    bytes.appendSignedVarint(timestamps[count - 1] &- timestamps[0])
    bytes.appendSignedVarint(usual)
    bytes.append(UInt8(plan.lowBits))
    bytes.appendVarint(bits.count)
    bytes.append(contentsOf: bits)
  }

  /// The middle one of the distances: jitter lies around it, gaps do not move it.
  private static func usualDistance(_ timestamps: UnsafePointer<Timestamp>, _ count: Int) -> Int64 {
    let distances = (1..<count).map { timestamps[$0] &- timestamps[$0 - 1] }.sorted()
    return distances[distances.count / 2]
  }

  /// What the front of a column says before its residuals are read.
  struct Front {
    var first: Timestamp
    var last: Timestamp
    fileprivate var step: Int64
    fileprivate var lowBits: Int
    fileprivate var bits: UnsafeRawBufferPointer
  }

  /// Reads the layout's body up to where the values begin; `nil` if it is damaged.
  static func front(_ reader: inout ByteReader, _ layout: Layout, _ count: Int, from origin: Timestamp) -> Front? {
    guard let offset = reader.signedVarint() else { return nil }
    let first = origin &+ offset
    switch layout {
    case .grid:
      guard let step = reader.signedVarint() else { return nil }
      let last = first &+ step &* Int64(count - 1)
      return Front(first: first, last: last, step: step, lowBits: 0, bits: .init(start: nil, count: 0))
    case .residuals:
      guard let span = reader.signedVarint(), let usual = reader.signedVarint(), let lowBits = reader.byte(),
        lowBits <= UInt8(ResidualCode.lowBitsMax), let byteCount = reader.count(),
        let bits = reader.take(byteCount)
      else { return nil }
      return Front(first: first, last: first &+ span, step: usual, lowBits: Int(lowBits), bits: bits)
    }
  }

  /// Decodes all timestamps; `false` if they are damaged.
  static func decode(
    _ front: Front, _ layout: Layout, _ count: Int, _ words: WordScratch, _ timestamps: UnsafeMutablePointer<Timestamp>
  ) -> Bool {
    if layout == .grid {
      for index in 0..<count { timestamps[index] = front.first &+ front.step &* Int64(truncatingIfNeeded: index) }
      return true
    }
    var reader = BitReader(words.load(front.bits))
    var timestamp = front.first
    timestamps[0] = timestamp
    for index in 1..<max(1, count) {
      let bits = reader.peek()
      let zeros = bits.leadingZeroBitCount
      if zeros < ResidualCode.escapeZeros {
        let low =
          ((bits &<< UInt64(truncatingIfNeeded: zeros &+ 1)) &>> 1)
          &>> UInt64(truncatingIfNeeded: 63 &- front.lowBits)
        let residual = UInt64(truncatingIfNeeded: zeros) &<< UInt64(truncatingIfNeeded: front.lowBits) | low
        timestamp &+= front.step &+ ZigZag.decode(residual)
        reader.position &+= zeros &+ 1 &+ front.lowBits
      } else {
        reader.position &+= ResidualCode.escapeZeros &+ 2
        timestamp &+= front.step &+ ZigZag.decode(reader.take(64))
      }
      timestamps[index] = timestamp
      if reader.position > 8 * front.bits.count { return false }
    }
    return timestamp == front.last
  }
}
