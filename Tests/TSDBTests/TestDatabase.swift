import Logging
import Storage
import TSDB
import Telemetry
import TimeSeries

/// A database with bounds so small that a few samples reach every corner of it.
enum TestDatabase {
  static func settings(_ path: String) -> TimeSeriesSettings {
    var settings = TimeSeriesSettings(path: path)
    settings.window = 60_000
    settings.chunkSamplesMax = 20
    settings.longChunkSamplesMax = 50
    settings.checkpointLogBytes = 3000
    settings.checkpointLogBytesPerSeries = 0
    settings.mergeAgainInterval = 0
    settings.clock = { 1_000_000_000_000 }
    return settings
  }

  static func open(_ path: String) throws -> TimeSeriesDatabase {
    try open(settings(path))
  }

  static func open(_ settings: TimeSeriesSettings, metrics: Registry = Registry()) throws -> TimeSeriesDatabase {
    var logger = Logger(label: "test")
    logger.logLevel = .critical
    return try TimeSeriesDatabase(settings, registry: metrics, logger: logger)
  }

  /// Bit for bit, but for what is known of resets.
  static func isSame(_ left: SampleColumns, _ right: SampleColumns) -> Bool {
    left.timestamps == right.timestamps && left.starts == right.starts
      && left.histograms.map(\.row) == right.histograms.map(\.row)
      && left.histograms.map(\.histogram.withoutReset) == right.histograms.map(\.histogram.withoutReset)
      && left.values.map(\.bitPattern) == right.values.map(\.bitPattern)
  }

  /// All samples of the series that match.
  static func samples(
    _ database: TimeSeriesDatabase, _ matchers: [LabelMatcher], from: Timestamp = .min / 2,
    through: Timestamp = .max / 2
  ) throws -> [Labels: SampleColumns] {
    let selection = try database.select(matchers, SelectRange(from: from, through: through))
    var samples: [Labels: SampleColumns] = [:]
    try selection.read(0..<selection.labels.count) { position, columns in
      if !columns.isEmpty { samples[selection.labels[position]] = copy columns }
    }
    return samples
  }

  /// Waits until the writer's thread has done what it does by itself.
  static func eventually(_ condition: () throws -> Bool) async throws -> Bool {
    for _ in 0..<500 {
      if try condition() { return true }
      try await Task.sleep(for: .milliseconds(10))
    }
    return false
  }
}
