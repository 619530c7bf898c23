import TimeSeries

/// Writes sealed chunks: tries every encoding, takes the smallest, and reads it back before anyone may rely on it.
///
/// Keeps its scratch memory from chunk to chunk; belongs to one thread.
final class ChunkSealer {
  private let ordered = ScratchColumn<Int64>()
  private let decimals = ScratchColumn<Int64>()
  private let orderedResiduals = ScratchColumn<UInt64>()
  private let decimalResiduals = ScratchColumn<UInt64>()
  private let orderedExceptions = ScratchColumn<Bool>()
  private let decimalExceptions = ScratchColumn<Bool>()
  private let check = ChunkDecoder()
  /// How often the smallest encoding did not read back as it was written, and raw was taken. Should stay zero.
  private(set) var verificationFailures = 0

  /// One chunk of values, and how it could be written.
  private enum Choice {
    case raw, constant, xor
    case dictionary([UInt64])
    case ordered(ResidualColumn.Plan)
    case decimal(ResidualColumn.Plan, exponent: Int)
  }

  /// The bytes of a chunk of `count` samples, 1…``SealedChunk/samplesMax``.
  ///
  /// - Parameters:
  ///   - starts: their start timestamps.
  ///   - origin: the start of the chunk's window.
  ///   - seed: what the checksum covers besides the bytes.
  func seal(
    _ timestamps: UnsafePointer<Timestamp>, _ values: UnsafePointer<Double>, _ count: Int,
    starts: StartColumn = StartColumn(), from origin: Timestamp, seed: UInt64
  ) -> [UInt8] {
    precondition((1...SealedChunk.samplesMax).contains(count), "sealing \(count) samples")
    reserve(count)
    let choice = smallest(values, count)
    let bytes = encode(choice, timestamps, values, count, starts, origin, seed)
    if isSame(bytes, timestamps, values, count, starts, origin, seed) { return bytes }
    verificationFailures += 1
    return encode(.raw, timestamps, values, count, starts, origin, seed)
  }

  /// The bytes of a chunk of samples of one kind: all floats, or a histogram at each timestamp.
  func seal(_ columns: SampleColumns, from origin: Timestamp, seed: UInt64) -> [UInt8] {
    if !columns.histograms.isEmpty { return sealHistograms(columns, from: origin, seed: seed) }
    return seal(
      columns.timestamps, columns.values, columns.count, starts: columns.starts, from: origin, seed: seed)
  }

  private func sealHistograms(_ columns: SampleColumns, from origin: Timestamp, seed: UInt64) -> [UInt8] {
    precondition(columns.histograms.count == columns.count, "sealing floats among histograms")
    reserve(columns.count)
    var bytes: [UInt8] = [0]
    bytes.appendVarint(columns.count)
    let layout = TimestampColumn.encode(
      columns.timestamps, columns.count, from: origin, orderedResiduals.start, to: &bytes)
    bytes[0] = layout.rawValue << 4 | ChunkEncoding.histograms.rawValue
    encode(columns.starts, to: &bytes)
    var previous: FloatHistogram?
    for row in columns.histograms {
      HistogramCode.encode(row.histogram, after: previous, to: &bytes)
      previous = row.histogram
    }
    SealedChunk.appendChecksum(to: &bytes, seed: seed)
    return bytes
  }

  private func reserve(_ count: Int) {
    for column in [ordered, decimals] { column.reserve(count) }
    for column in [orderedResiduals, decimalResiduals] { column.reserve(count) }
    for column in [orderedExceptions, decimalExceptions] { column.reserve(count) }
  }

  // MARK: Choosing

  private func smallest(_ values: UnsafePointer<Double>, _ count: Int) -> Choice {
    var best = Choice.raw
    var bestBytes = 8 * count
    func offer(_ choice: Choice, _ byteCount: Int) {
      if byteCount < bestBytes { (best, bestBytes) = (choice, byteCount) }
    }
    if let distinct = DictionaryColumn.distinct(values, count) {
      if distinct.count == 1 { return .constant }
      offer(.dictionary(distinct), DictionaryColumn.byteCount(distinct.count, count))
    }
    if let (plan, exponent) = decimalPlan(values, count) {
      offer(.decimal(plan, exponent: exponent), plan.byteCount + 1)
    }
    if let plan = orderedPlan(values, count) { offer(.ordered(plan), plan.byteCount) }
    offer(.xor, XORColumn.byteCount(values, count))
    return best
  }

  private func orderedPlan(_ values: UnsafePointer<Double>, _ count: Int) -> ResidualColumn.Plan? {
    for index in 0..<count {
      ordered.start[index] = OrderedInteger.encode(values[index])
      // NaN lies far from everything; in full it costs ten bytes once instead of a long way there and back.
      orderedExceptions.start[index] = values[index].isNaN
    }
    return ResidualColumn.plan(ordered.start, orderedExceptions.start, count, orderedResiduals.start)
  }

  private func decimalPlan(_ values: UnsafePointer<Double>, _ count: Int) -> (ResidualColumn.Plan, Int)? {
    guard let exponent = commonExponent(values, count) else { return nil }
    let power = DecimalScale.power(exponent)
    for index in 0..<count {
      let integer = DecimalScale.encode(values[index], power)
      decimals.start[index] = integer ?? 0
      decimalExceptions.start[index] = integer == nil
    }
    let plan = ResidualColumn.plan(decimals.start, decimalExceptions.start, count, decimalResiduals.start)
    return plan.map { ($0, exponent) }
  }

  /// The smallest exponent at which all but an eighth of the values are exact.
  private func commonExponent(_ values: UnsafePointer<Double>, _ count: Int) -> Int? {
    var exponent = 0
    var misses = 0
    for index in 0..<count {
      if let enough = DecimalScale.exponent(of: values[index], from: exponent) {
        exponent = enough
      } else {
        misses += 1
        if misses > count / 8 { return nil }
      }
    }
    return misses == count ? nil : exponent
  }

  // MARK: Writing

  private func encode(
    _ choice: Choice, _ timestamps: UnsafePointer<Timestamp>, _ values: UnsafePointer<Double>, _ count: Int,
    _ starts: StartColumn, _ origin: Timestamp, _ seed: UInt64
  ) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(8 * count + 64)
    bytes.append(0)
    bytes.appendVarint(count)
    // The scratch of a plan is still needed; that of timestamps is not.
    let scratch = ScratchColumn<UInt64>(capacity: count)
    let layout = TimestampColumn.encode(timestamps, count, from: origin, scratch.start, to: &bytes)
    encode(starts, to: &bytes)
    let encoding = encodeValues(choice, values, count, to: &bytes)
    bytes[0] |= layout.rawValue << 4 | encoding.rawValue
    SealedChunk.appendChecksum(to: &bytes, seed: seed)
    return bytes
  }

  /// Says in the tag that there are starts, if there are any.
  private func encode(_ starts: StartColumn, to bytes: inout [UInt8]) {
    if starts.isEmpty { return }
    bytes[0] |= SealedChunk.hasStarts
    starts.encode(to: &bytes)
  }

  private func encodeValues(
    _ choice: Choice, _ values: UnsafePointer<Double>, _ count: Int, to bytes: inout [UInt8]
  ) -> ChunkEncoding {
    switch choice {
    case .raw:
      for index in 0..<count { bytes.appendDouble(values[index]) }
      return .raw
    case .constant:
      bytes.appendDouble(values[0])
      return .constant
    case .xor:
      XORColumn.encode(values, count, to: &bytes)
      return .xor
    case .dictionary(let distinct):
      DictionaryColumn.encode(values, count, distinct, to: &bytes)
      return .dictionary
    case .ordered(let plan):
      ResidualColumn.encode(
        plan, ordered.start, orderedExceptions.start, values, orderedResiduals.start, count, to: &bytes)
      return plan.predictor == .delta ? .orderedDelta : .orderedFrame
    case .decimal(let plan, let exponent):
      bytes.append(UInt8(exponent))
      ResidualColumn.encode(
        plan, decimals.start, decimalExceptions.start, values, decimalResiduals.start, count, to: &bytes)
      return plan.predictor == .delta ? .decimalDelta : .decimalFrame
    }
  }

  /// Whether `bytes` read back as the very samples.
  private func isSame(
    _ bytes: [UInt8], _ timestamps: UnsafePointer<Timestamp>, _ values: UnsafePointer<Double>, _ count: Int,
    _ starts: StartColumn, _ origin: Timestamp, _ seed: UInt64
  ) -> Bool {
    bytes.withUnsafeBytes { check.decode($0, from: origin, seed: seed) } && check.count == count
      && check.starts == starts
      && (0..<count).allSatisfy {
        check.timestamps[$0] == timestamps[$0] && check.values[$0].bitPattern == values[$0].bitPattern
      }
  }
}
