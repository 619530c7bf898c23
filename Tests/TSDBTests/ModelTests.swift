import Logging
import Storage
import TSDB
import Telemetry
import TestSupport
import Testing
import TimeSeries

/// The database against the simplest thing that could do the same: dictionaries.
@Suite struct ModelTests {
  @Test func `answers as a dictionary does, over appends, restarts and crashes`() async throws {
    for round in 0..<6 {
      var random = SeededRandom.fresh()
      try await run(&random, round)
    }
  }

  private func run(_ random: inout SeededRandom, _ round: Int) async throws {
    var folder = TemporaryDirectory()
    var model = Model()
    func open() throws -> TimeSeriesDatabase {
      var settings = TestDatabase.settings(folder.path)
      // Every batch, now and then, with checkpoints only.
      settings.pendingBytesMax = [0, 700, 1 << 20][round % 3]
      return try TestDatabase.open(settings)
    }
    var database = try open()
    for step in 0..<60 {
      let note = "seed \(random.seed) round \(round) step \(step)"
      switch Int.random(in: 0..<20, using: &random) {
      case 0:
        await database.close()
        database = try open()
      case 1:
        // What a killed process leaves: the files as they are.
        let copy = TemporaryDirectory()
        try FolderCopy.copy(folder.path, to: copy.path)
        await database.close()
        folder = copy
        database = try open()
      case 2...5:
        try check(database, model, &random, note)
      default:
        let rows = model.randomRows(using: &random)
        var batch = try batch(rows, database)
        batch.records = model.randomRecords(using: &random)
        batch.replaces = Int.random(in: 0..<3, using: &random) == 0
        let result = try await database.append(batch)
        let expected = model.append(rows, replacing: batch.replaces)
        #expect(result.storedCount == expected.stored, "\(note)")
        #expect(result.heartbeatCount == expected.heartbeats, "\(note)")
        #expect(result.duplicateTimestampCount == expected.duplicates, "\(note)")
        #expect(result.replacedCount == expected.replaced, "\(note)")
      }
    }
    try check(database, model, &random, "seed \(random.seed) round \(round) at the end")
    await database.close()
  }

  private func batch(_ rows: [Model.Row], _ database: TimeSeriesDatabase) throws -> SampleBatch {
    var batch = SampleBatch()
    for row in rows {
      let id = try database.seriesID(of: row.labels)
      if let histogram = row.histogram {
        batch.append(id, row.timestamp, histogram)
      } else {
        batch.append(id, row.timestamp, row.value)
      }
      batch.setLastStart(row.start)
    }
    return batch
  }

  private func check(
    _ database: TimeSeriesDatabase, _ model: Model, _ random: inout SeededRandom, _ note: String
  ) throws {
    let ends = [
      Timestamp.random(in: 0...model.newest + 1000, using: &random),
      Timestamp.random(in: 0...model.newest + 1000, using: &random),
    ]
    let range = SelectRange(from: min(ends[0], ends[1]), through: max(ends[0], ends[1]))
    let selection = try database.select([LabelMatcher("__name__", equals: "m")], range)
    var seen: [Labels: SampleColumns] = [:]
    let half = selection.labels.count / 2
    for part in [0..<half, half..<selection.labels.count] {
      try selection.read(part) { position, columns in
        if !columns.isEmpty { seen[selection.labels[position]] = copy columns }
      }
    }
    #expect(try database.records(in: .clusters, keyPrefix: []) == model.sortedRecords, "\(note)")
    let expected = model.samples(from: range.from, through: range.through)
    #expect(Set(seen.keys) == Set(expected.keys), "\(note)")
    for (labels, columns) in expected {
      #expect(seen[labels].map { TestDatabase.isSame($0, columns) } == true, "\(note) \(labels)")
      #expect(seen[labels].map(ModelTests.claimsNoFalseResets) == true, "\(note) \(labels)")
    }
  }

  /// Whether every histogram that is said to be no reset is none, compared with the one before.
  private static func claimsNoFalseResets(_ samples: SampleColumns) -> Bool {
    zip(samples.histograms, samples.histograms.dropFirst()).allSatisfy { previous, next in
      guard next.histogram.counterReset == .notReset else { return next.histogram.counterReset != .reset }
      return previous.row == next.row - 1 && !next.histogram.withoutReset.isReset(after: previous.histogram)
    }
  }
}
