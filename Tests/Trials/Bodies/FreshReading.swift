import Exposition
import TimeSeries

/// A body read from its beginning to its end, with nothing known of it.
enum FreshReading {
  struct Sample: Hashable {
    /// The hash of the text of name and labels.
    var series: Int
    var timestamp: Timestamp
    var bits: UInt64
  }

  static let linesMax = 200

  /// Small enough to be met now and then.
  static var protobuf: ProtobufLimits {
    var limits = ProtobufLimits()
    limits.samplesMax = linesMax
    limits.expandedByteCountMax = 6000
    limits.alwaysReadsClassicHistograms = true
    return limits
  }

  static func read(
    _ body: UnsafeRawBufferPointer, _ format: ExpositionFormat, _ scrapeTime: Timestamp
  ) -> Result<Set<Sample>, ExpositionError> {
    do throws(ExpositionError) {
      return .success(try samples(body, format, scrapeTime))
    } catch {
      return .failure(error)
    }
  }

  private static func samples(
    _ body: UnsafeRawBufferPointer, _ format: ExpositionFormat, _ scrapeTime: Timestamp
  ) throws(ExpositionError) -> Set<Sample> {
    var samples: Set<Sample> = []
    if format == .protobuf {
      var scanner = ProtobufScanner(body, limits: protobuf)
      try scanner.readAll { (sample) throws(ExpositionError) in
        _ = try sample.labels().labels()
        samples.insert(
          Sample(
            series: hash(sample.series), timestamp: sample.timestamp ?? scrapeTime, bits: sample.value.bitPattern))
      }
      return samples
    }
    var scanner = TextScanner(body, format: format, linesMax: linesMax)
    while let entry = try scanner.next() {
      switch entry {
      case .sample(let sample):
        _ = try scanner.labels(of: sample, normalizingBounds: true).labels()
        samples.insert(
          Sample(
            series: hash(UnsafeRawBufferPointer(rebasing: body[sample.series])),
            timestamp: sample.timestamp ?? scrapeTime,
            bits: sample.value.bitPattern))
      case .metadata(let metadata):
        _ = scanner.familyName(of: metadata)
        _ = scanner.text(of: metadata)
      }
    }
    return samples
  }

  static func hash(_ series: UnsafeRawBufferPointer) -> Int {
    var hasher = Hasher()
    hasher.combine(bytes: series)
    return hasher.finalize()
  }
}
