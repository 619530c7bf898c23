import TimeSeries

/// Turns chunks of either form into columns, in memory that it keeps from chunk to chunk. Belongs to one thread.
final class ChunkDecoder {
  private let timestampColumn = ScratchColumn<Timestamp>()
  private let valueColumn = ScratchColumn<Double>()
  private let words = WordScratch()

  /// How many samples the last chunk had.
  private(set) var count = 0
  /// The histograms of the last chunk, if it is of that kind: one for each timestamp; `values` are their sums.
  private(set) var histograms: [FloatHistogram] = []
  /// The start timestamps of the last chunk.
  private(set) var starts = StartColumn()

  var timestamps: UnsafePointer<Timestamp> { UnsafePointer(timestampColumn.start) }
  var values: UnsafePointer<Double> { UnsafePointer(valueColumn.start) }

  /// Decodes a captured open chunk; `false` would be an error of ours, or of the memory.
  func decode(_ chunk: OpenChunk, starts: StartColumn = StartColumn()) -> Bool {
    start(Int(chunk.count))
    if !starts.isEmpty { self.starts = starts }
    return OpenChunkDecoder.decode(
      words.load(chunk), bitCount: Int(chunk.bitCount), count: count, timestampColumn.start, valueColumn.start)
  }

  /// Decodes a sealed chunk; `false` if it is damaged.
  func decode(_ bytes: UnsafeRawBufferPointer, from origin: Timestamp, seed: UInt64) -> Bool {
    guard SealedChunk.isIntact(bytes, seed: seed), let front = SealedChunk.front(bytes, from: origin) else {
      return false
    }
    start(front.count)
    return TimestampColumn.decode(front.timestamps, front.layout, count, words, timestampColumn.start)
      && decodeValues(front)
  }

  private func start(_ count: Int) {
    self.count = count
    if !histograms.isEmpty { histograms = [] }
    starts.removeAll()
    timestampColumn.reserve(count)
    valueColumn.reserve(count)
  }

  private func decodeValues(_ front: SealedChunk.Front) -> Bool {
    var reader = front.rest
    if front.hasStarts {
      guard let column = StartColumn(&reader, rowCount: count) else { return false }
      starts = column
    }
    switch front.encoding {
    case .raw: return decodeRaw(&reader)
    case .constant: return decodeConstant(&reader)
    case .xor: return XORColumn.decode(reader.takeRest(), count, words, valueColumn.start)
    case .dictionary: return DictionaryColumn.decode(&reader, count, words, valueColumn.start)
    case .orderedDelta: return decodeOrdered(&reader, .delta)
    case .orderedFrame: return decodeOrdered(&reader, .frame)
    case .decimalDelta: return decodeDecimal(&reader, .delta)
    case .decimalFrame: return decodeDecimal(&reader, .frame)
    case .histograms: return decodeHistograms(&reader)
    }
  }

  private func decodeRaw(_ reader: inout ByteReader) -> Bool {
    guard reader.remaining == 8 * count else { return false }
    for index in 0..<count { valueColumn.start[index] = reader.double() ?? 0 }
    return true
  }

  private func decodeConstant(_ reader: inout ByteReader) -> Bool {
    guard let value = reader.double() else { return false }
    valueColumn.start.update(repeating: value, count: count)
    return true
  }

  private func decodeOrdered(_ reader: inout ByteReader, _ predictor: ResidualColumn.Predictor) -> Bool {
    ResidualColumn.decode(&reader, predictor, count, words, valueColumn.start) { OrderedInteger.decode($0) }
  }

  private func decodeDecimal(_ reader: inout ByteReader, _ predictor: ResidualColumn.Predictor) -> Bool {
    guard let exponent = reader.byte(), Int(exponent) <= DecimalScale.exponentMax else { return false }
    let power = DecimalScale.power(Int(exponent))
    return ResidualColumn.decode(&reader, predictor, count, words, valueColumn.start) {
      DecimalScale.decode($0, power)
    }
  }

  private func decodeHistograms(_ reader: inout ByteReader) -> Bool {
    histograms.reserveCapacity(count)
    for index in 0..<count {
      guard let histogram = HistogramCode.decode(&reader, after: histograms.last) else { return false }
      histograms.append(histogram)
      valueColumn.start[index] = histogram.sum
    }
    return true
  }
}

extension ChunkDecoder {
  /// The first row of the last chunk whose timestamp is not below `timestamp`.
  func lowerBound(_ timestamp: Timestamp) -> Int {
    var low = 0
    var high = count
    while low < high {
      let middle = (low + high) / 2
      if timestamps[middle] < timestamp { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// The row of the last chunk at exactly `timestamp`.
  func row(at timestamp: Timestamp) -> Int? {
    let row = lowerBound(timestamp)
    return row < count && timestamps[row] == timestamp ? row : nil
  }

  /// Appends the rows of the last chunk that lie in the range to `columns`.
  func append(from: Timestamp, through: Timestamp, to columns: inout SampleColumns) {
    let start = count > 0 && timestamps[0] >= from ? 0 : lowerBound(from)
    let end = count > 0 && timestamps[count - 1] <= through ? count : lowerBound(through &+ 1)
    guard start < end else { return }
    let base = columns.count
    columns.timestamps.append(contentsOf: UnsafeBufferPointer(start: timestamps + start, count: end - start))
    columns.values.append(contentsOf: UnsafeBufferPointer(start: values + start, count: end - start))
    columns.starts.append(starts, start..<end, at: base)
    if histograms.isEmpty { return }
    for row in start..<end { columns.histograms.append(.init(row: base + row - start, histogram: histograms[row])) }
  }

  /// The last chunk as an open one, which takes further samples.
  func reopened() -> OpenChunk {
    var chunk = OpenChunk(timestamps[0], values[0].bitPattern)
    for row in 1..<max(1, count) { chunk.append(timestamps[row], values[row].bitPattern) }
    return chunk
  }
}
