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

  private let body: UnsafeRawBufferPointer
  private let rules: ReadingRules
  private let pass: UInt32
  private var scanner: TextScanner
  private var reading = BodyReading()
  /// The place among the known lines that is expected next.
  private var position = 0
  /// Made when it is first needed.
  private var table: LineTable?
  private var familyHasBounds = false
  private let followsProgress: Bool

  init(_ body: UnsafeRawBufferPointer, _ rules: ReadingRules, pass: UInt32, expectedCount: Int) {
    self.body = body
    self.rules = rules
    self.pass = pass
    scanner = TextScanner(body, format: rules.format, linesMax: rules.linesMax)
    reading.batch.reserveCapacity(expectedCount)
    followsProgress = rules.progress != nil
    if let progress = rules.progress { reading.progress = progress }
  }

  mutating func readAll(_ known: KnownLines) throws(ExpositionError) {
    while let entry = try scanner.next(expecting: known.text(at: position)) {
      guard case .sample(let sample) = entry else {
        note(entry)
        continue
      }
      reading.scrapedCount += 1
      if sample.isExpected {
        // Fast path.
        take(sample, &known.lines[position])
        if reading.order != nil { reading.order?.append(.known(position)) }
        position += 1
      } else {
        // Slow path.
        try takeUnexpected(sample, known)
      }
    }
  }

  /// What the pass found. Known lines behind the last one that was there are missing.
  consuming func finish(lineCount: Int) -> BodyReading {
    if reading.order == nil, position < lineCount { reading.order = (0..<position).map { .known($0) } }
    return reading
  }

  @inline(__always)
  private mutating func take(_ sample: ExpositionSample, _ line: inout ScrapeCache.Line) {
    line.pass = pass
    switch line.verdict {
    case .stored:
      let timestamp = time(of: sample)
      let bits = sample.value.bitPattern
      guard timestamp != line.timestamp || bits != line.bits else {
        if followsProgress { reading.progress.stay(&line.progress, line.id, at: timestamp) }
        return
      }
      if followsProgress {
        reading.progress.advance(&line.progress, line.id, from: line.timestamp, to: timestamp)
      }
      if line.timestamp != .min { line.step = timestamp &- line.timestamp }
      line.timestamp = timestamp
      line.bits = bits
      line.isLive = true
      line.isTracked = isTracked(sample)
      reading.batch.append(line.id, timestamp, sample.value)
    case .dropped: reading.droppedCount += 1
    case .refused(let reason): reading.refusedCounts[reason.index] += 1
    }
  }

  @inline(__always)
  private mutating func time(of sample: ExpositionSample) -> Timestamp {
    guard rules.honorsTimestamps, let timestamp = sample.timestamp else { return rules.scrapeTime }
    if timestamp > reading.newestTimestamp { reading.newestTimestamp = timestamp }
    return timestamp
  }

  @inline(__always)
  private func isTracked(_ sample: ExpositionSample) -> Bool {
    rules.tracksTimestamps || sample.timestamp == nil || !rules.honorsTimestamps
  }

  private mutating func takeUnexpected(_ sample: ExpositionSample, _ known: KnownLines) throws(ExpositionError) {
    var order = reading.order ?? (0..<position).map { .known($0) }
    reading.order = nil
    defer { reading.order = order }
    let series = UnsafeRawBufferPointer(rebasing: body[sample.series])
    if let index = find(series, known) {
      let isRepeated = known.lines[index].pass == pass
      take(sample, &known.lines[index])
      if !isRepeated { order.append(.known(index)) }
      position = index + 1
    } else {
      order.append(.unknown(reading.unknown.count))
      reading.unknown.append(try unknownLine(sample))
    }
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

  private mutating func unknownLine(_ sample: ExpositionSample) throws(ExpositionError) -> BodyReading.UnknownLine {
    BodyReading.UnknownLine(
      series: sample.series, labels: try scanner.labels(of: sample, normalizingBounds: familyHasBounds),
      value: sample.value, timestamp: time(of: sample), isTracked: isTracked(sample))
  }

  private mutating func note(_ entry: ExpositionEntry) {
    guard case .metadata(let metadata) = entry, case .type(let type) = metadata.kind else { return }
    familyHasBounds = type.hasNormalizedBounds
  }
}
