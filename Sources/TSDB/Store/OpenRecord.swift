import TimeSeries

/// What a checkpoint keeps of a series: the state of its head entry without what became chunks.
struct OpenRecord {
  private static let version: UInt8 = 1
  /// As version 1, with start timestamps before the chunk's state.
  private static let versionWithStarts: UInt8 = 2

  private enum Kind: UInt8 { case none = 0, floats = 1, histograms = 2, sealedFloats = 3 }

  /// The newest record of the batch log whose samples are in this state or in chunks.
  var coveredThrough: UInt64
  var newestTimestamp: Timestamp
  var newestBits: UInt64
  var oldestTimestamp: Timestamp
  var windowEnd: Timestamp
  var part: UInt32
  var lateParts: UInt32
  var chunk: OpenChunk?
  var histograms = SampleColumns()
  /// Start timestamps of the samples of `chunk`.
  var starts = StartColumn()
  /// The chunk in its sealed form, which is smaller; written when there is time for it.
  var sealedChunk: [UInt8]?

  func encode() -> [UInt8] {
    let starts = histograms.isEmpty ? starts : histograms.starts
    var bytes: [UInt8] = [starts.isEmpty ? OpenRecord.version : OpenRecord.versionWithStarts]
    bytes.reserveCapacity(64 + (chunk.map { Int($0.bitCount) / 8 } ?? 0))
    bytes.append(kind.rawValue)
    bytes.appendVarint(coveredThrough)
    bytes.appendSignedVarint(newestTimestamp)
    bytes.appendWord(newestBits)
    bytes.appendSignedVarint(oldestTimestamp)
    bytes.appendSignedVarint(windowEnd)
    bytes.appendVarint(UInt64(part))
    bytes.appendVarint(UInt64(lateParts))
    if !starts.isEmpty { starts.encode(to: &bytes) }
    switch kind {
    case .sealedFloats: bytes += sealedChunk ?? []
    case .floats: chunk?.encode(to: &bytes)
    case .histograms, .none: encodeHistograms(to: &bytes)
    }
    return bytes
  }

  private var kind: Kind {
    if sealedChunk != nil { return .sealedFloats }
    if chunk != nil { return .floats }
    return histograms.isEmpty ? .none : .histograms
  }

  private func encodeHistograms(to bytes: inout [UInt8]) {
    bytes.appendVarint(histograms.count)
    var previous: FloatHistogram?
    for row in histograms.histograms {
      bytes.appendSignedVarint(histograms.timestamps[row.row])
      HistogramCode.encode(row.histogram, after: previous, to: &bytes)
      previous = row.histogram
    }
  }

  /// Reads what ``encode()`` wrote; `nil` if it is damaged.
  init?(decoding bytes: UnsafeRawBufferPointer, _ decoder: ChunkDecoder) {
    var reader = ByteReader(bytes)
    guard let version = reader.byte(), version == OpenRecord.version || version == OpenRecord.versionWithStarts,
      let kind = reader.byte().flatMap(Kind.init),
      let coveredThrough = reader.varint(), let newestTimestamp = reader.signedVarint(),
      let newestBits = reader.word(), let oldestTimestamp = reader.signedVarint(),
      let windowEnd = reader.signedVarint(), let part = reader.varint(), let lateParts = reader.varint()
    else { return nil }
    self.coveredThrough = coveredThrough
    self.newestTimestamp = newestTimestamp
    self.newestBits = newestBits
    self.oldestTimestamp = oldestTimestamp
    self.windowEnd = windowEnd
    self.part = UInt32(truncatingIfNeeded: part)
    self.lateParts = UInt32(truncatingIfNeeded: lateParts)
    if version == OpenRecord.versionWithStarts {
      guard let column = StartColumn(&reader, rowCount: SealedChunk.samplesMax) else { return nil }
      starts = column
    }
    switch kind {
    case .floats:
      guard let chunk = OpenChunk(decoding: &reader) else { return nil }
      self.chunk = chunk
    case .sealedFloats:
      guard decoder.decode(reader.takeRest(), from: windowEnd, seed: 0) else { return nil }
      chunk = decoder.reopened()
    case .histograms, .none:
      guard decodeHistograms(&reader) else { return nil }
      (histograms.starts, starts) = (starts, StartColumn())
    }
  }

  private mutating func decodeHistograms(_ reader: inout ByteReader) -> Bool {
    guard let count = reader.count(max: SealedChunk.samplesMax) else { return false }
    for _ in 0..<count {
      guard let timestamp = reader.signedVarint(),
        let histogram = HistogramCode.decode(&reader, after: histograms.histograms.last?.histogram)
      else { return false }
      histograms.append(timestamp, histogram)
    }
    return true
  }

  init(
    of entry: UnsafeMutablePointer<HeadSeries>, coveredThrough: UInt64, lateParts: UInt32
  ) {
    self.coveredThrough = coveredThrough
    newestTimestamp = entry.pointee.newestTimestamp
    newestBits = entry.pointee.newestBits
    oldestTimestamp = entry.pointee.oldestTimestamp
    windowEnd = entry.pointee.windowEnd
    part = entry.pointee.part
    self.lateParts = lateParts
    chunk = entry.pointee.chunk
    histograms = entry.pointee.extras?.histograms ?? SampleColumns()
    starts = entry.pointee.extras?.starts ?? StartColumn()
  }
}
