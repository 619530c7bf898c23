import Storage
import TimeSeries

/// Enters the samples of batches into the series of a head, with what one thread needs for it.
///
/// *Threads:* the writer's, with the head's lock held for writing. When a log is replayed, before any other thread knows
/// the head, there are several appenders, each with the series of its own ``Share``.
// @unchecked: as said above.
final class HeadAppender: @unchecked Sendable {
  /// Which series an appender cares for, by slot: neighbours lie beside one another in memory and stay together.
  struct Share {
    private let index: Int
    /// One less than how many shares there are.
    private let mask: Int

    static let all = Share(0, ofPowerOfTwo: 1)

    init(_ index: Int, ofPowerOfTwo count: Int) {
      precondition(count.nonzeroBitCount == 1 && index < count, "share \(index) of \(count)")
      (self.index, mask) = (index, count - 1)
    }

    @inline(__always)
    func contains(_ slot: Int) -> Bool { (slot &>> 6) & mask == index }
  }

  /// Which rows of a replayed record the store's checkpoints cover already.
  struct Replay {
    var sequence: UInt64
    /// By slot: the newest record that the series' checkpoint covers. Of the series behind, none does.
    var covered: [UInt64]
    /// The retention's edge when the record was written.
    var tooOldBefore: Timestamp

    @inline(__always)
    func covers(_ slot: Int) -> Bool { slot < covered.count && covered[slot] >= sequence }
  }

  private let head: Head
  /// Looks up whether the store has a sample at a timestamp.
  let stored: StoredSampleLookup
  private let share: Share
  let decoder = ChunkDecoder()
  /// What the head gains, until ``Head/take(_:)``.
  private(set) var gain = Head.Gain()

  init(_ head: Head, stored: StoredSampleLookup, share: Share = .all) {
    self.head = head
    self.stored = stored
    self.share = share
  }

  func takeGain() -> Head.Gain {
    defer { gain = Head.Gain() }
    return gain
  }

  /// Enters all samples that are new. The outcome depends on the samples alone, never on the clock, so that replaying
  /// the log gives what there was.
  func append(_ batch: SampleBatch, _ slots: SlotMap, replay: Replay? = nil) -> AppendResult {
    var result = AppendResult()
    let tooOldBefore = replay?.tooOldBefore ?? head.retentionEdge
    let hasStarts = !batch.starts.isEmpty
    let (table, slotCount, chunkSamples) = (head.table, head.table.count, head.limits.chunkSamples)
    var newest = Timestamp.min
    var nextHistogram = 0
    for row in 0..<batch.count {
      let histogramIndex = nextHistogram
      let isHistogram = histogramIndex < batch.histograms.count && batch.histograms[histogramIndex].row == row
      if isHistogram { nextHistogram += 1 }
      guard let slot = slots.slot(of: batch.series[row]), slot < slotCount, share.contains(slot),
        replay?.covers(slot) != true
      else { continue }
      let entry = table[slot]
      let timestamp = batch.timestamps[row]
      if !isHistogram, timestamp > entry.pointee.newestTimestamp, timestamp < entry.pointee.windowEnd,
        let count = entry.pointee.chunk?.count, count < chunkSamples, timestamp >= tooOldBefore,
        !hasStarts || batch.starts[row] == 0
      {
        // Fast path: a float in order, within the open chunk, without a start.
        appendToOpenChunk(timestamp, batch.values[row].bitPattern, entry)
        newest = max(newest, timestamp)
        result.storedCount &+= 1
      } else {
        let sample = LateSample(
          series: batch.series[row], timestamp: timestamp, value: batch.values[row],
          histogram: isHistogram ? batch.histograms[histogramIndex].histogram : nil, start: batch.starts[row])
        appendAnyhow(sample, to: entry, replaces: batch.replaces, tooOldBefore, &result)
      }
    }
    gain.extent.newest = max(gain.extent.newest, newest)
    return result
  }

  @inline(__always)
  private func appendToOpenChunk(_ timestamp: Timestamp, _ bits: UInt64, _ entry: UnsafeMutablePointer<HeadSeries>) {
    entry.pointee.chunk?.append(timestamp, bits)
    entry.pointee.newestTimestamp = timestamp
    entry.pointee.newestBits = bits
    entry.pointee.isDirty = true
  }

  /// Slow path: a histogram, a chunk's first sample, one with a start, one that is not newer than the newest.
  private func appendAnyhow(
    _ sample: LateSample, to entry: UnsafeMutablePointer<HeadSeries>, replaces: Bool, _ tooOldBefore: Timestamp,
    _ result: inout AppendResult
  ) {
    if sample.timestamp < tooOldBefore { return result.refuse(sample, .tooOld) }
    if sample.timestamp > entry.pointee.newestTimestamp {
      appendInOrder(sample, to: entry)
      result.storedCount += 1
      return
    }
    if let known = storedSample(at: sample.timestamp, sample.series, entry) {
      if known.isSame(as: sample) {
        result.heartbeatCount += 1
      } else if replaces || known.value.isStaleMarker && !sample.value.isStaleMarker {
        // An end that was only supposed: the child has a sample there after all, and it was fetched later.
        replace(with: sample, in: entry)
        result.replacedCount += 1
      } else {
        result.refuse(sample, .duplicateTimestamp, storedValue: known.value)
      }
      return
    }
    insertLate(sample, into: entry)
    result.storedCount += 1
    result.outOfOrderCount += 1
  }

  private func appendInOrder(_ sample: LateSample, to entry: UnsafeMutablePointer<HeadSeries>) {
    if entry.pointee.isEmpty { gain.counts.series += 1 }
    if let histogram = sample.histogram {
      appendHistogram(histogram, sample, to: entry)
    } else {
      appendFloat(sample.timestamp, sample.value.bitPattern, to: entry)
      noteStart(sample.start, entry)
    }
    entry.pointee.newestTimestamp = sample.timestamp
    entry.pointee.newestBits = sample.value.bitPattern
    noteExtent(sample.timestamp, entry)
  }

  private func noteExtent(_ timestamp: Timestamp, _ entry: UnsafeMutablePointer<HeadSeries>) {
    entry.pointee.oldestTimestamp = min(entry.pointee.oldestTimestamp, timestamp)
    entry.pointee.isDirty = true
    gain.extent.newest = max(gain.extent.newest, timestamp)
    gain.extent.oldest = min(gain.extent.oldest, timestamp)
  }

  private func appendFloat(_ timestamp: Timestamp, _ bits: UInt64, to entry: UnsafeMutablePointer<HeadSeries>) {
    let fits = entry.pointee.chunk.map { timestamp < entry.pointee.windowEnd && $0.count < head.limits.chunkSamples }
    if fits == true {
      entry.pointee.chunk?.append(timestamp, bits)
    } else {
      head.sealOpenChunk(of: entry)
      openChunk(at: timestamp, of: entry)
      entry.pointee.chunk = OpenChunk(timestamp, bits)
    }
  }

  /// Of the float in the open chunk that was appended last.
  private func noteStart(_ start: Timestamp, _ entry: UnsafeMutablePointer<HeadSeries>) {
    guard start != 0, let count = entry.pointee.chunk?.count else { return }
    head.extras(of: entry).starts.set(start, at: Int(count) - 1)
  }

  private func appendHistogram(
    _ histogram: FloatHistogram, _ sample: LateSample, to entry: UnsafeMutablePointer<HeadSeries>
  ) {
    let extras = head.extras(of: entry)
    let fits = sample.timestamp < entry.pointee.windowEnd && extras.histograms.count < head.limits.chunkSamples
    if !fits || extras.histograms.isEmpty {
      head.sealOpenChunk(of: entry)
      openChunk(at: sample.timestamp, of: entry)
    }
    var histogram = histogram
    histogram.counterReset = histogram.resetKnown(after: extras.histograms.histograms.last?.histogram)
    extras.histograms.append(sample.timestamp, histogram)
    extras.histograms.setLastStart(sample.start)
  }

  /// Numbers the chunk that begins with `timestamp`.
  private func openChunk(at timestamp: Timestamp, of entry: UnsafeMutablePointer<HeadSeries>) {
    let end = head.windowStart(timestamp) &+ head.limits.window
    entry.pointee.part = end == entry.pointee.windowEnd ? entry.pointee.part + 1 : 0
    entry.pointee.windowEnd = end
    gain.counts.chunks += 1
  }

  /// Readers take the sample that stands last in their order: a late one hides one in a chunk. An open chunk would be read
  /// behind late samples once these are stored, so it is ended.
  private func replace(with sample: LateSample, in entry: UnsafeMutablePointer<HeadSeries>) {
    head.sealOpenChunk(of: entry)
    head.extras(of: entry).late.remove(at: sample.timestamp)
    insertLate(sample, into: entry)
    if sample.timestamp == entry.pointee.newestTimestamp { entry.pointee.newestBits = sample.value.bitPattern }
  }

  private func insertLate(_ sample: LateSample, into entry: UnsafeMutablePointer<HeadSeries>) {
    head.extras(of: entry).late.insert(sample)
    noteExtent(sample.timestamp, entry)
  }
}
