import HTTPTypes
import RemoteProtocol
package import Scrape
package import Storage
package import Telemetry
import TimeSeries

/// Stores what remote write delivers, as one batch, held to the budgets of its clusters.
package struct WriteReceiver: Sendable {
  private let storage: any Appendable
  private let admission: Admission?
  private let pushes: PushedReplicas?
  private let samples: Labelled<Counter>

  /// - Parameters:
  ///   - admission: the budgets; without one everything is stored.
  ///   - pushes: is told who has delivered.
  package init(
    storage: any Appendable, admission: Admission? = nil, pushes: PushedReplicas? = nil, registry: Registry
  ) {
    self.storage = storage
    self.admission = admission
    self.pushes = pushes
    samples = registry.counters(
      "iapetus_remote_write_samples_total",
      "Samples received by remote write: stored, known already (heartbeat), or why they were refused.",
      labels: ["result"])
  }

  /// Stores all that can be stored. A budget refuses series, never the request: as with a scrape, the refused ones are
  /// counted and shown with the budget.
  ///
  /// - Throws: ``PlainError`` if nothing was stored: 5xx if trying again may help, else 400.
  func receive(_ request: WriteRequest) async throws -> WriteOutcome {
    let verdicts = try admit(request)
    do throws(StorageError) {
      let result = try await store(try batch(of: request, verdicts))
      count(result, request.rejections)
      return outcome(of: request, result, verdicts)
    } catch {
      if let verdicts { admission?.giveBack(verdicts.records) }
      throw PlainError(WriteReceiver.status(of: error), error.description)
    }
  }

  /// Stores the batch, and says whose delivery it was.
  private func store(_ batch: SampleBatch) async throws(StorageError) -> AppendResult {
    if batch.isEmpty { return AppendResult() }
    guard let pushes else { return try await storage.append(batch) }
    let note = pushes.note(batch)
    var batch = batch
    batch.records += note.records
    do throws(StorageError) {
      let result = try await storage.append(batch)
      pushes.settle(note)
      return result
    } catch {
      pushes.giveBack(note)
      throw error
    }
  }

  /// - Throws: ``PlainError`` if a budget in mode `reject` refuses the whole, or a ledger cannot be read.
  private func admit(_ request: WriteRequest) throws(PlainError) -> Admission.Verdicts? {
    guard let admission else { return nil }
    do {
      return try admission.admit(request.series.map(\.labels))
    } catch {
      throw PlainError(error.reason == .storage ? .internalServerError : .badRequest, error.description)
    }
  }

  private func batch(
    of request: WriteRequest, _ verdicts: Admission.Verdicts?
  ) throws(StorageError) -> SampleBatch {
    var batch = SampleBatch()
    batch.reserveCapacity(request.timestamps.count + request.histograms.count)
    for (index, series) in request.series.enumerated() where verdicts?.refusals[index] == nil {
      let id = try storage.seriesID(of: series.labels)
      let hasStarts = series.samples.lowerBound < request.starts.count
      for row in series.samples {
        batch.append(id, request.timestamps[row], request.values[row])
        if hasStarts { batch.setLastStart(request.starts[row]) }
      }
      for row in series.histograms {
        batch.append(id, request.histograms[row].timestamp, request.histograms[row].histogram)
        batch.setLastStart(request.histograms[row].start)
      }
    }
    batch.records = verdicts?.records ?? []
    return batch
  }

  private func count(_ result: AppendResult, _ rejections: WriteRejections) {
    samples["stored"].add(result.storedCount)
    samples["heartbeat"].add(result.heartbeatCount)
    samples["duplicate_timestamp"].add(result.duplicateTimestampCount)
    samples["too_old"].add(result.tooOldCount)
    samples["too_far_ahead"].add(result.tooFarAheadCount)
  }

  private func outcome(
    of request: WriteRequest, _ result: AppendResult, _ verdicts: Admission.Verdicts?
  ) -> WriteOutcome {
    var outcome = WriteOutcome()
    for (index, series) in request.series.enumerated() {
      if verdicts?.refusals[index] != nil {
        outcome.refusedSeriesCount += 1
      } else {
        outcome.samplesWritten += series.samples.count
        outcome.histogramsWritten += series.histograms.count
      }
    }
    outcome.histogramsWritten -= result.refusedHistogramCount
    outcome.samplesWritten -= result.refusedCount - result.refusedHistogramCount
    outcome.problem = WriteReceiver.problem(result, request.rejections)
    return outcome
  }

  /// 400 if a sample or a series was refused, with an example in Prometheus's words.
  private static func problem(_ result: AppendResult, _ rejections: WriteRejections) -> PlainError? {
    guard result.refusedCount > 0 || !rejections.isEmpty else { return nil }
    var parts = [result.refusedExamples.first.map(text(of:)), rejections.example].compactMap { $0 }
    parts.append(
      "\(result.storedCount) samples stored, \(result.refusedCount) samples and \(rejections.seriesCount) series refused"
    )
    return PlainError(.badRequest, parts.joined(separator: "; "))
  }

  private static func text(of refused: AppendResult.Refused) -> String {
    switch refused.reason {
    case .duplicateTimestamp:
      "duplicate sample for timestamp \(refused.timestamp); overrides not allowed: existing "
        + "\(FloatText.plain(refused.storedValue)), new value \(FloatText.plain(refused.value))"
    case .tooOld: "too old sample"
    case .tooFarAhead: "out of bounds"
    }
  }

  /// Whether trying again may help.
  private static func status(of error: StorageError) -> HTTPResponse.Status {
    switch error.reason {
    case .queueFull, .notReady, .closed, .canceled: .serviceUnavailable
    case .seriesLimit, .tooManySamples: .badRequest
    case .corrupt, .io: .internalServerError
    }
  }
}
