import Storage
import TimeSeries

/// Taking in the samples of a batch. All of it runs on the writer's thread with the lock held for writing.
extension Head {
  /// Which rows of a replayed record the store's checkpoints cover already.
  struct Replay {
    var sequence: UInt64
    /// By slot: the newest record that the series' checkpoint covers.
    var covered: [UInt64]

    /// Of series that the log itself makes known, no checkpoint covers anything.
    mutating func grow(to slotCount: Int) {
      if slotCount > covered.count { covered += repeatElement(0, count: slotCount - covered.count) }
    }
  }

  /// Enters all samples that are new. The outcome depends on the samples alone, never on the clock, so that replaying
  /// the log gives what there was.
  ///
  /// - Parameters:
  ///   - stored: looks up whether the store has a sample at a timestamp.
  func append(
    _ batch: SampleBatch, _ slots: SlotMap, replay: Replay? = nil, stored: StoredSampleLookup
  ) -> AppendResult {
    var result = AppendResult()
    let tooOldBefore = retentionEdge
    let hasStarts = !batch.starts.isEmpty
    var nextHistogram = 0
    for row in 0..<batch.count {
      guard let slot = slots.slot(of: batch.series[row]), slot < table.count else { continue }
      if let replay, replay.covered[slot] >= replay.sequence {
        if nextHistogram < batch.histograms.count, batch.histograms[nextHistogram].row == row { nextHistogram += 1 }
        continue
      }
      let entry = table[slot]
      let timestamp = batch.timestamps[row]
      if nextHistogram < batch.histograms.count, batch.histograms[nextHistogram].row == row {
        let sample = LateSample(
          series: batch.series[row], timestamp: timestamp, value: batch.values[row],
          histogram: batch.histograms[nextHistogram].histogram, start: batch.starts[row])
        nextHistogram += 1
        appendAnyhow(sample, to: entry, replaces: batch.replaces, tooOldBefore, stored, &result)
      } else if timestamp > entry.pointee.newestTimestamp, timestamp < entry.pointee.windowEnd,
        let count = entry.pointee.chunk?.count, count < limits.chunkSamples, timestamp >= tooOldBefore,
        !hasStarts || batch.starts[row] == 0
      {
        // Fast path: a float in order, within the open chunk, without a start.
        appendToOpenChunk(timestamp, batch.values[row].bitPattern, entry)
        result.storedCount &+= 1
      } else {
        let sample = LateSample(
          series: batch.series[row], timestamp: timestamp, value: batch.values[row], start: batch.starts[row])
        appendAnyhow(sample, to: entry, replaces: batch.replaces, tooOldBefore, stored, &result)
      }
    }
    return result
  }

  @inline(__always)
  private func appendToOpenChunk(_ timestamp: Timestamp, _ bits: UInt64, _ entry: UnsafeMutablePointer<HeadSeries>) {
    entry.pointee.chunk?.append(timestamp, bits)
    entry.pointee.newestTimestamp = timestamp
    entry.pointee.newestBits = bits
    entry.pointee.isDirty = true
    if timestamp > extent.newest { extent.newest = timestamp }
  }

  /// Slow path: a histogram, a chunk's first sample, one with a start, one that is not newer than the newest.
  private func appendAnyhow(
    _ sample: LateSample, to entry: UnsafeMutablePointer<HeadSeries>, replaces: Bool, _ tooOldBefore: Timestamp,
    _ stored: StoredSampleLookup, _ result: inout AppendResult
  ) {
    if sample.timestamp < tooOldBefore { return result.refuse(sample, .tooOld) }
    if sample.timestamp > entry.pointee.newestTimestamp {
      appendInOrder(sample, to: entry)
      result.storedCount += 1
      return
    }
    if let known = storedSample(at: sample.timestamp, sample.series, entry, stored) {
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
    if entry.pointee.isEmpty { counts.series += 1 }
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
    extent.newest = max(extent.newest, timestamp)
    extent.oldest = min(extent.oldest, timestamp)
  }

  private func appendFloat(_ timestamp: Timestamp, _ bits: UInt64, to entry: UnsafeMutablePointer<HeadSeries>) {
    let fits = entry.pointee.chunk.map { timestamp < entry.pointee.windowEnd && $0.count < limits.chunkSamples }
    if fits == true {
      entry.pointee.chunk?.append(timestamp, bits)
    } else {
      sealOpenChunk(of: entry)
      openChunk(at: timestamp, of: entry)
      entry.pointee.chunk = OpenChunk(timestamp, bits)
    }
  }

  /// Of the float in the open chunk that was appended last.
  private func noteStart(_ start: Timestamp, _ entry: UnsafeMutablePointer<HeadSeries>) {
    guard start != 0, let count = entry.pointee.chunk?.count else { return }
    extras(of: entry).starts.set(start, at: Int(count) - 1)
  }

  private func appendHistogram(
    _ histogram: FloatHistogram, _ sample: LateSample, to entry: UnsafeMutablePointer<HeadSeries>
  ) {
    let extras = extras(of: entry)
    let fits = sample.timestamp < entry.pointee.windowEnd && extras.histograms.count < limits.chunkSamples
    if !fits || extras.histograms.isEmpty {
      sealOpenChunk(of: entry)
      openChunk(at: sample.timestamp, of: entry)
    }
    var histogram = histogram
    histogram.counterReset = histogram.resetKnown(after: extras.histograms.histograms.last?.histogram)
    extras.histograms.append(sample.timestamp, histogram)
    extras.histograms.setLastStart(sample.start)
  }

  func extras(of entry: UnsafeMutablePointer<HeadSeries>) -> HeadExtras {
    if let known = entry.pointee.extras { return known }
    let new = HeadExtras()
    entry.pointee.extras = new
    return new
  }

  /// Numbers the chunk that begins with `timestamp`.
  private func openChunk(at timestamp: Timestamp, of entry: UnsafeMutablePointer<HeadSeries>) {
    let end = windowStart(timestamp) &+ limits.window
    entry.pointee.part = end == entry.pointee.windowEnd ? entry.pointee.part + 1 : 0
    entry.pointee.windowEnd = end
    counts.chunks += 1
  }

  /// Ends the open chunk, if there is one; it waits in the list of sealed ones for the next checkpoint.
  func sealOpenChunk(of entry: UnsafeMutablePointer<HeadSeries>) {
    let window = entry.pointee.windowEnd &- limits.window
    if let chunk = entry.pointee.chunk {
      entry.pointee.sealed = SealedNode(
        window: window, part: entry.pointee.part, samples: .floats(chunk, entry.pointee.extras?.starts ?? .init()),
        after: entry.pointee.sealed)
      entry.pointee.chunk = nil
      entry.pointee.extras?.starts = StartColumn()
    } else if let extras = entry.pointee.extras, !extras.histograms.isEmpty {
      entry.pointee.sealed = SealedNode(
        window: window, part: entry.pointee.part, samples: .histograms(extras.histograms), after: entry.pointee.sealed)
      extras.histograms = SampleColumns()
    }
  }

  /// Readers take the sample that stands last in their order: a late one hides one in a chunk. An open chunk would be read
  /// behind late samples once these are stored, so it is ended.
  private func replace(with sample: LateSample, in entry: UnsafeMutablePointer<HeadSeries>) {
    sealOpenChunk(of: entry)
    extras(of: entry).late.remove(at: sample.timestamp)
    insertLate(sample, into: entry)
    if sample.timestamp == entry.pointee.newestTimestamp { entry.pointee.newestBits = sample.value.bitPattern }
  }

  private func insertLate(_ sample: LateSample, into entry: UnsafeMutablePointer<HeadSeries>) {
    extras(of: entry).late.insert(sample)
    noteExtent(sample.timestamp, entry)
  }
}
