import Budget
import Dedup
import Exposition
import Storage
import TimeSeries

/// One pass over a body, along the lines that are known.
///
/// Fast path: the line that was there last time is there again. Else a few of the next ones are tried, because lines that
/// vanish do so a few at a time; then a table of all texts, made for this body only; then the line is unknown.
struct BodyReader {
  private static let lookAhead = 8

  private let rules: ReadingRules
  private let pass: UInt32
  private var reading = BodyReading()
  /// The place among the known lines that is expected next.
  private var position = 0
  /// Where in the body the part begins that is read, and how many lines came before it.
  private var partStart = 0
  private var lineCount = 0
  /// The same of protobuf.
  private var tally = ProtobufTally()
  /// Made when it is first needed.
  private var table: LineTable?
  private let followsProgress: Bool

  init(_ rules: ReadingRules, pass: UInt32, expectedCount: Int) {
    self.rules = rules
    self.pass = pass
    reading.batch.reserveCapacity(expectedCount)
    followsProgress = rules.progress != nil
    if let progress = rules.progress { reading.progress = progress }
  }

  /// Reads the parts of a body, each by itself.
  mutating func readAll(_ body: UnsafeRawBufferPointer, _ known: KnownLines) throws(ExpositionError) {
    for end in rules.partEnds.isEmpty ? [body.count] : rules.partEnds {
      reading.partStarts.append(reading.order?.count ?? position)
      try readPart(UnsafeRawBufferPointer(rebasing: body[partStart..<end]), known)
      partStart = end
    }
  }

  private mutating func readPart(_ part: UnsafeRawBufferPointer, _ known: KnownLines) throws(ExpositionError) {
    switch rules.format {
    case .text, .openMetrics: try readText(part, known)
    case .protobuf: try readProtobuf(part, known)
    }
  }

  private mutating func readText(_ body: UnsafeRawBufferPointer, _ known: KnownLines) throws(ExpositionError) {
    var scanner = TextScanner(body, format: rules.format, linesMax: rules.linesMax, linesBefore: lineCount)
    var familyHasBounds = false
    while let entry = try scanner.next(expecting: known.text(at: position)) {
      guard case .sample(let sample) = entry else {
        familyHasBounds = entry.declaredType?.hasNormalizedBounds ?? familyHasBounds
        continue
      }
      reading.scrapedCount += 1
      if sample.isExpected {
        // Fast path.
        if reading.order != nil { noteKnown(position, known) }
        take(sample.value, sample.timestamp, &known.lines[position])
        position += 1
      } else if let index = find(UnsafeRawBufferPointer(rebasing: body[sample.series]), known) {
        // Slow path.
        goOn(behind: index, known)
        take(sample.value, sample.timestamp, &known.lines[index])
      } else {
        let labels = try scanner.labels(of: sample, normalizingBounds: familyHasBounds)
        let series = partStart + sample.series.lowerBound..<partStart + sample.series.upperBound
        addUnknown(series, labels, sample.value, sample.timestamp)
      }
    }
    lineCount += scanner.line
  }

  /// As text, but for the place where names and labels stand, and native histograms.
  private mutating func readProtobuf(_ body: UnsafeRawBufferPointer, _ known: KnownLines) throws(ExpositionError) {
    var limits = rules.protobuf
    limits.samplesMax = rules.linesMax
    var scanner = ProtobufScanner(body, limits: limits, after: tally)
    defer { tally = scanner.tally }
    try scanner.readAll { (sample) throws(ExpositionError) in
      reading.scrapedCount += 1
      let isExpected = known.isText(sample.series, at: position)
      if let index = isExpected ? position : find(sample.series, known) {
        if isExpected, reading.order == nil { position += 1 } else { goOn(behind: index, known) }
        take(sample, &known.lines[index])
      } else {
        try addUnknown(sample)
      }
    }
  }

  /// What the pass found. Known lines behind the last one that was there are missing.
  consuming func finish(lineCount: Int) -> BodyReading {
    if reading.order == nil, position < lineCount { reading.order = (0..<position).map { .known($0) } }
    return reading
  }

  @inline(__always)
  private mutating func take(_ value: Double, _ timestamp: Timestamp?, _ line: inout ScrapeCache.Line) {
    if moves(&line, to: timestamp, value.bitPattern) { reading.batch.append(line.id, line.timestamp, value) }
  }

  private mutating func take(_ sample: ProtobufSample, _ line: inout ScrapeCache.Line) {
    if let histogram = sample.histogram {
      guard moves(&line, to: sample.timestamp, histogram.scrapeBits) else { return }
      reading.batch.append(line.id, line.timestamp, limited(histogram))
    } else {
      guard moves(&line, to: sample.timestamp, sample.value.bitPattern) else { return }
      reading.batch.append(line.id, line.timestamp, sample.value)
    }
    reading.batch.setLastStart(sample.start)
  }

  /// Notes on a known line that it has a sample, and whether that is to be stored.
  @inline(__always)
  private mutating func moves(_ line: inout ScrapeCache.Line, to own: Timestamp?, _ bits: UInt64) -> Bool {
    line.pass = pass
    switch line.verdict {
    case .stored:
      let timestamp = time(own)
      guard timestamp != line.timestamp || bits != line.bits else {
        if followsProgress { reading.progress.stay(&line.progress, line.id, at: timestamp) }
        return false
      }
      if followsProgress {
        reading.progress.advance(&line.progress, line.id, from: line.timestamp, to: timestamp)
      }
      if line.timestamp != .min {
        line.step.advance(by: timestamp &- line.timestamp, isDoubtful: rules.followsMiss)
      }
      line.timestamp = timestamp
      line.bits = bits
      line.isLive = true
      line.isTracked = isTracked(own)
      return true
    case .dropped: reading.droppedCount += 1
    case .refused(let reason): reading.refusedCounts[reason.index] += 1
    }
    return false
  }

  @inline(__always)
  private mutating func time(_ own: Timestamp?) -> Timestamp {
    guard rules.honorsTimestamps, let own else { return rules.scrapeTime }
    if own > reading.newestTimestamp { reading.newestTimestamp = own }
    return own
  }

  @inline(__always)
  private func isTracked(_ own: Timestamp?) -> Bool {
    rules.tracksTimestamps || own == nil || !rules.honorsTimestamps
  }

  private mutating func limited(_ histogram: FloatHistogram) -> FloatHistogram {
    var histogram = histogram
    if !rules.histograms.apply(to: &histogram) { reading.overfullHistogramCount += 1 }
    return histogram
  }

  /// Leaves the known order, or stays outside of it: the line at `index` is here, and the one behind it comes next.
  private mutating func goOn(behind index: Int, _ known: KnownLines) {
    beginOrder()
    noteKnown(index, known)
    position = index + 1
  }

  /// Called before the line is marked as seen: one that comes twice has one place.
  private mutating func noteKnown(_ index: Int, _ known: KnownLines) {
    if known.lines[index].pass != pass { reading.order?.append(.known(index)) }
  }

  private mutating func beginOrder() {
    if reading.order == nil { reading.order = (0..<position).map { .known($0) } }
  }

  private mutating func addUnknown(_ sample: ProtobufSample) throws(ExpositionError) {
    let labels = try sample.labels()
    let start = reading.texts.count
    reading.texts.append(contentsOf: sample.series)
    reading.starts.set(sample.start, at: reading.unknown.count)
    if let histogram = sample.histogram { reading.histograms[reading.unknown.count] = limited(histogram) }
    addUnknown(start..<reading.texts.count, labels, sample.value, sample.timestamp)
  }

  private mutating func addUnknown(
    _ series: Range<Int>, _ labels: LabelsBuilder, _ value: Double, _ timestamp: Timestamp?
  ) {
    beginOrder()
    reading.order?.append(.unknown(reading.unknown.count))
    reading.unknown.append(
      BodyReading.UnknownLine(
        series: series, labels: labels, value: value, timestamp: time(timestamp), isTracked: isTracked(timestamp)))
  }

  private mutating func find(_ series: UnsafeRawBufferPointer, _ known: KnownLines) -> Int? {
    let next = position + 1
    for index in next..<max(next, min(next + BodyReader.lookAhead, known.lines.count))
    where known.isText(series, at: index) {
      return index
    }
    if known.lines.isEmpty { return nil }
    let table = self.table ?? LineTable(known)
    self.table = table
    return table.index(of: series, known)
  }
}
