import Storage
import Threads
import TimeSeries

/// Storage that keeps nothing: what a trial scrapes into.
final class ForgetfulStorage: Appendable {
  private let idCount = Locked<UInt64>(0)

  func seriesID(of labels: Labels) -> SeriesID {
    idCount.withLock { count in
      count += 1
      return SeriesID(count)
    }
  }

  func labels(of id: SeriesID) -> Labels? { nil }

  func append(_ batch: SampleBatch) async -> AppendResult {
    var result = AppendResult()
    result.storedCount = batch.count
    return result
  }

  func standings(of samples: [(series: SeriesID, timestamp: Timestamp)]) -> [SampleStanding] {
    samples.map { _ in .newer }
  }

  func records(in space: RecordChange.Space, keyPrefix: [UInt8]) -> [RecordChange] { [] }
}
