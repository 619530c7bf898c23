package import Budget
import Dedup
package import Exposition
import Storage
package import TimeSeries

/// What a child delivered last: its lines in the order of its body, and what became of each.
///
/// A body that brings the same lines in the same order, as a federating child's nearly always does, is read by comparing
/// bytes: no String, no hash, no allocation for any sample. Not thread-safe; owned by the child's ``ScrapeCycle``.
///
/// *Invariant:* the texts of the lines lie in `text` in the order of `lines`, so that comparing walks through memory.
package struct ScrapeCache: Sendable {
  /// What becomes of a line's samples.
  package enum Verdict: Equatable, Sendable {
    case stored
    /// By metric relabelling.
    case dropped
    case refused(RefusalReason)
  }

  package struct Line: Sendable {
    static let noID = SeriesID(.max)

    var textStart: Int = 0
    var textCount: Int32 = 0
    /// The pass that saw the line last.
    var pass: UInt32 = 0
    package var id = Line.noID
    /// Of the newest sample, and its value's bits: the same again is a heartbeat.
    var timestamp: Timestamp = .min
    var bits: UInt64 = 0
    var step = LineStep()
    var slot = LedgerSlot.none
    var verdict: Verdict
    /// Whether the series goes stale when it is missing.
    var isTracked = false
    /// Whether it has a sample behind its last stale marker.
    var isLive = false
    /// How it goes on, where its replica is followed.
    var progress = SeriesProgress()

    package init(verdict: Verdict) { self.verdict = verdict }

    var needsMarker: Bool { isLive && isTracked && verdict == .stored }
  }

  private(set) var lines: [Line] = []
  private(set) var text: [UInt8] = []
  /// With which line each part of the last body began.
  private(set) var partStarts = [0]
  /// Numbers the bodies; a line whose `pass` is another was not in the newest one.
  private(set) var pass: UInt32 = 0
  /// The state of the ledger that the verdicts are of.
  var generation: UInt64 = 0

  var count: Int { lines.count }

  /// Reads a body: known lines become samples of the reading's batch, unknown ones are listed.
  ///
  /// Nothing is remembered of unknown lines until ``settle(_:_:body:)``. After an error, or if the samples could not be
  /// stored, call ``forgetTimestamps()``.
  package mutating func read(_ body: UnsafeRawBufferPointer, _ rules: ReadingRules) throws(ExpositionError)
    -> BodyReading
  {
    pass &+= 1
    var reader = BodyReader(rules, pass: pass, expectedCount: lines.count)
    let result = text.withUnsafeBytes { text in
      lines.withUnsafeMutableBufferPointer { lines in
        Result { () throws(ExpositionError) in try reader.readAll(body, KnownLines(lines: lines, text: text)) }
      }
    }
    try result.get()
    return reader.finish(lineCount: lines.count)
  }

  /// Takes what a reading showed: new lines in their places, missing lines out.
  ///
  /// - Parameters:
  ///   - newLines: for each unknown line of the reading, what became of it.
  ///   - isKept: which of the missing lines stay, behind the others.
  package mutating func settle(
    _ reading: BodyReading, _ newLines: [Line], body: UnsafeRawBufferPointer, isKept: (Line) -> Bool
  ) {
    partStarts = reading.partStarts
    guard let order = reading.order else { return }
    var settled = ScrapeCache(
      pass: pass, generation: generation, lineCount: order.count, textCount: textCount(of: order, reading))
    settled.partStarts = partStarts
    for place in order {
      switch place {
      case .known(let index): settled.append(lines[index], text[range(of: lines[index])])
      case .unknown(let index):
        var line = newLines[index]
        line.pass = pass
        reading.withText(of: reading.unknown[index], in: body) { settled.append(line, $0) }
      }
    }
    for line in lines where line.pass != pass && isKept(line) { settled.append(line, text[range(of: line)]) }
    self = settled
  }

  /// How many bytes the texts of the lines in `order` have.
  private func textCount(of order: [BodyReading.Place], _ reading: BodyReading) -> Int {
    order.reduce(0) { count, place in
      switch place {
      case .known(let index): count + Int(lines[index].textCount)
      case .unknown(let index): count + reading.unknown[index].series.count
      }
    }
  }

  package init() {}

  private init(pass: UInt32, generation: UInt64, lineCount: Int, textCount: Int) {
    self.pass = pass
    self.generation = generation
    lines.reserveCapacity(lineCount)
    text.reserveCapacity(textCount)
  }

  private mutating func append(_ line: Line, _ bytes: some Collection<UInt8>) {
    var line = line
    line.textStart = text.count
    line.textCount = Int32(bytes.count)
    text.append(contentsOf: bytes)
    lines.append(line)
  }

  private func range(of line: Line) -> Range<Int> { line.textStart..<line.textStart + Int(line.textCount) }
}

extension ScrapeCache {
  /// The known lines that the newest body did not bring.
  var missing: [Line] { lines.filter { $0.pass != pass } }

  /// Forgets which samples came last, so that the same ones are offered to storage again.
  package mutating func forgetTimestamps() {
    for index in lines.indices { lines[index].timestamp = .min }
  }

  /// Forgets the slots, after all of them were let go.
  mutating func forgetSlots() {
    for index in lines.indices { lines[index].slot = .none }
  }

  /// Takes over the verdicts of the ledger after they have changed.
  ///
  /// A series that was refused before it had ever been stored is forgotten when it gets a slot, and so found anew.
  /// - Returns: the lines that have lost their slot and need a marker, and those that were forgotten and let go.
  mutating func adopt(_ ledger: BudgetLedger) -> (evicted: [Line], forgotten: [LedgerSlot]) {
    guard generation != ledger.generation else { return ([], []) }
    generation = ledger.generation
    var evicted: [Line] = []
    var forgotten: [LedgerSlot] = []
    var keeps = [Bool](repeating: true, count: lines.count)
    for index in lines.indices where lines[index].verdict != .dropped {
      let isStored = ledger.isStored(lines[index].slot)
      switch (lines[index].verdict, isStored) {
      case (.stored, false):
        if lines[index].needsMarker { evicted.append(lines[index]) }
        lines[index].isLive = false
        lines[index].verdict = .refused(ledger.refusal(of: lines[index].slot) ?? .budget)
      case (.refused, true) where lines[index].id != Line.noID: lines[index].verdict = .stored
      case (.refused(let reason), _) where isStored || (lines[index].slot == .none && !reason.isUnconditional):
        forgotten.append(lines[index].slot)
        keeps[index] = false
      case (.refused, false):
        lines[index].verdict = .refused(ledger.refusal(of: lines[index].slot) ?? .budget)
      default: break
      }
    }
    if keeps.contains(false) { keep(keeps) }
    return (evicted, forgotten)
  }

  private mutating func keep(_ keeps: [Bool]) {
    var kept = ScrapeCache(pass: pass, generation: generation, lineCount: lines.count, textCount: text.count)
    for (line, isKept) in zip(lines, keeps) where isKept { kept.append(line, text[range(of: line)]) }
    kept.partStarts = partStarts.map { start in keeps[..<start].count { $0 } }
    self = kept
  }
}
