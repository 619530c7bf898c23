import TimeSeries

@testable import Exposition

/// A whole body read at once, for tests.
struct Scanned: Equatable {
  struct Sample: Equatable {
    var labels: Labels
    var bits: UInt64
    var timestamp: Timestamp?

    init(_ labels: Labels, _ value: Double, _ timestamp: Timestamp? = nil) {
      self.labels = labels
      bits = value.bitPattern
      self.timestamp = timestamp
    }
  }

  var samples: [Sample] = []
  var metadata: [String] = []

  init(_ body: String, format: ExpositionFormat = .text, linesMax: Int = .max) throws(ExpositionError) {
    try self.init(Array(body.utf8), format: format, linesMax: linesMax)
  }

  /// - Parameter expected: series texts to expect in turn, as a scrape does.
  init(
    _ body: [UInt8], format: ExpositionFormat = .text, linesMax: Int = .max, expected: [[UInt8]] = [],
    normalizingBounds: Bool = false
  ) throws(ExpositionError) {
    var samples: [Sample] = []
    var metadata: [String] = []
    try body.span.bytes.withUnsafeBytes { (bytes) throws(ExpositionError) in
      var scanner = TextScanner(bytes, format: format, linesMax: linesMax)
      while let entry = try Self.next(&scanner, expected, samples.count) {
        switch entry {
        case .sample(let sample):
          let labels = try scanner.labels(of: sample, normalizingBounds: normalizingBounds).labels()
          samples.append(Sample(labels, sample.value, sample.timestamp))
        case .metadata(let line):
          metadata.append("\(line.kind) \(scanner.familyName(of: line)) \(scanner.text(of: line))")
        }
      }
    }
    (self.samples, self.metadata) = (samples, metadata)
  }

  private static func next(
    _ scanner: inout TextScanner, _ expected: [[UInt8]], _ index: Int
  ) throws(ExpositionError) -> ExpositionEntry? {
    guard index < expected.count else { return try scanner.next() }
    let text = expected[index]
    return try text.span.bytes.withUnsafeBytes { (text) throws(ExpositionError) in
      try scanner.next(expecting: text)
    }
  }

  /// The error that `body` fails with.
  static func error(_ body: String, format: ExpositionFormat = .text, linesMax: Int = .max) -> ExpositionError? {
    error(Array(body.utf8), format: format, linesMax: linesMax)
  }

  static func error(_ body: [UInt8], format: ExpositionFormat = .text, linesMax: Int = .max) -> ExpositionError? {
    do throws(ExpositionError) {
      _ = try Scanned(body, format: format, linesMax: linesMax)
      return nil
    } catch { return error }
  }
}
