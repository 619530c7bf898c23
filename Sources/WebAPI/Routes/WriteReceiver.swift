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
  /// - Returns: how many series a budget refused.
  /// - Throws: ``PlainError``: 400 with the reason if anything else could not be stored and never will be, so that the
  ///   sender does not try again; 5xx if trying again may help, and then nothing was stored.
  func receive(_ request: WriteRequest) async throws -> Int {
    let verdicts = try admit(request)
    do {
      let result = try await store(try batch(of: request, verdicts))
      count(result, request.rejections)
      try WriteReceiver.answer(result, request.rejections)
      return verdicts?.refusals.count { $0 != nil } ?? 0
    } catch let error as StorageError {
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
      for row in series.samples { batch.append(id, request.timestamps[row], request.values[row]) }
      for row in series.histograms {
        batch.append(id, request.histograms[row].timestamp, request.histograms[row].histogram)
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

  /// - Throws: ``PlainError`` 400 if a sample or a series was refused, with an example in Prometheus's words.
  private static func answer(_ result: AppendResult, _ rejections: WriteRejections) throws(PlainError) {
    guard result.refusedCount > 0 || !rejections.isEmpty else { return }
    var parts = [result.refusedExamples.first.map(text(of:)), rejections.example].compactMap { $0 }
    parts.append(
      "\(result.storedCount) samples stored, \(result.refusedCount) samples and \(rejections.seriesCount) series refused"
    )
    throw PlainError(.badRequest, parts.joined(separator: "; "))
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
