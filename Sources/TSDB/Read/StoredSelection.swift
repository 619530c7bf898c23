import LevelDB
import Storage
import Telemetry
import TimeSeries

/// Series of a time-series database, frozen: what the head held when they were selected, and the store as it was then.
struct StoredSelection: SeriesSelection {
  let labels: [Labels]
  let range: SelectRange
  private let series: [CapturedSeries]
  private let windows: [StoredWindow]
  /// Absent if no window of the store reaches into the range.
  private let snapshot: Snapshot?
  private let onDamage: @Sendable (StorageError) -> Void

  /// How many series' chunks are fetched at a time.
  private static let blockSeries = 256

  init(
    labels: [Labels], series: [CapturedSeries], range: SelectRange, windows: [StoredWindow], snapshot: Snapshot?,
    onDamage: @escaping @Sendable (StorageError) -> Void
  ) {
    self.labels = labels
    self.series = series
    self.range = range
    self.windows = windows
    self.snapshot = snapshot
    self.onDamage = onDamage
  }

  var ids: [SeriesID] { series.map { SeriesID($0.id) } }

  func reordered(_ order: [Int]) -> any SeriesSelection {
    StoredSelection(
      labels: order.map { labels[$0] }, series: order.map { series[$0] }, range: range, windows: windows,
      snapshot: snapshot, onDamage: onDamage)
  }

  func read(_ range: Range<Int>, _ body: (Int, borrowing SampleColumns) throws -> Void) throws {
    let decoder = ChunkDecoder()
    var columns = SampleColumns()
    let fetched = snapshot.map { FetchedChunks($0.cursor(verifies: false, fillsCache: false)) }
    for start in stride(from: range.lowerBound, to: range.upperBound, by: StoredSelection.blockSeries) {
      let block = start..<min(start + StoredSelection.blockSeries, range.upperBound)
      let places = try fetch(block, fetched)
      for position in block {
        columns.removeAll()
        let place = places.isEmpty ? -1 : places[position - start]
        try assemble(series[position], place, fetched, decoder, &columns)
        try body(position, columns)
      }
    }
  }

  /// Fetches the stored chunks of a block; returns the place of each of its series among those fetched, −1 for none.
  private func fetch(_ block: Range<Int>, _ fetched: FetchedChunks?) throws -> [Int] {
    guard let fetched, !windows.isEmpty else { return [] }
    let wanted = block.filter { !series[$0].isNewestOnly }.sorted { series[$0].id < series[$1].id }
    do {
      try fetched.load(wanted.map { series[$0].id }, windows)
    } catch let error as LevelDBError {
      let error = Store.error(error)
      onDamage(error)
      throw error
    }
    var places = [Int](repeating: -1, count: block.count)
    for (place, position) in wanted.enumerated() { places[position - block.lowerBound] = place }
    return places
  }

  // MARK: One series

  /// Collects the samples of a series: stored chunks, sealed ones not yet stored, the open one, late ones.
  private func assemble(
    _ series: CapturedSeries, _ place: Int, _ fetched: FetchedChunks?, _ decoder: ChunkDecoder,
    _ columns: inout SampleColumns
  ) throws {
    if series.isNewestOnly {
      columns.append(series.newestTimestamp, Double(bitPattern: series.newestBits))
      return
    }
    var isInOrder = true
    if place >= 0, let fetched {
      try fetched.forEach(place) { piece, bytes in
        try appendStored(bytes, piece.window, piece.seed, series.id, decoder, &columns, &isInOrder)
      }
    }
    appendSealed(series.sealed, decoder, &columns, &isInOrder)
    if let chunk = series.chunk { append(chunk, series.extras?.starts ?? StartColumn(), decoder, &columns, &isInOrder) }
    if let extras = series.extras {
      append(extras.histograms, &columns, &isInOrder)
      append(extras.late, &columns, &isInOrder)
    }
    if !isInOrder { columns.sortUnique() }
  }

  private func appendStored(
    _ bytes: UnsafeRawBufferPointer, _ window: StoredWindow, _ seed: UInt64, _ id: UInt64, _ decoder: ChunkDecoder,
    _ columns: inout SampleColumns, _ isInOrder: inout Bool
  ) throws {
    if let front = SealedChunk.front(bytes, from: window.start),
      front.timestamps.first > range.through || front.timestamps.last < range.from
    {
      return
    }
    guard decoder.decode(bytes, from: window.start, seed: seed) else {
      let error = DamagedChunk.error(id, window)
      onDamage(error)
      throw error
    }
    append(decoder, &columns, &isInOrder)
  }

  /// The list is newest first; its end is appended first.
  private func appendSealed(
    _ node: SealedNode?, _ decoder: ChunkDecoder, _ columns: inout SampleColumns, _ isInOrder: inout Bool
  ) {
    guard let node, node.last >= range.from else { return }
    appendSealed(node.next, decoder, &columns, &isInOrder)
    guard node.first <= range.through else { return }
    switch node.samples {
    case .floats(let chunk, let starts): append(chunk, starts, decoder, &columns, &isInOrder)
    case .histograms(let rows): append(rows, &columns, &isInOrder)
    }
  }

  private func append(
    _ chunk: OpenChunk, _ starts: StartColumn, _ decoder: ChunkDecoder, _ columns: inout SampleColumns,
    _ isInOrder: inout Bool
  ) {
    guard chunk.lastTimestamp >= range.from else { return }
    precondition(decoder.decode(chunk, starts: starts), "an open chunk of \(chunk.count) samples does not decode")
    append(decoder, &columns, &isInOrder)
  }

  private func append(_ decoder: ChunkDecoder, _ columns: inout SampleColumns, _ isInOrder: inout Bool) {
    let last = columns.timestamps.last
    let base = columns.count
    decoder.append(from: range.from, through: range.through, to: &columns)
    if let last, base < columns.count, columns.timestamps[base] <= last { isInOrder = false }
  }

  private func append(_ rows: SampleColumns, _ columns: inout SampleColumns, _ isInOrder: inout Bool) {
    let wanted = rows.lowerBound(range.from)..<rows.lowerBound(range.through &+ 1)
    guard !wanted.isEmpty else { return }
    if let last = columns.timestamps.last, rows.timestamps[wanted.lowerBound] <= last { isInOrder = false }
    let base = columns.count
    let part = rows.rows(wanted)
    columns.timestamps += part.timestamps
    columns.values += part.values
    columns.starts.append(part.starts, 0..<part.count, at: base)
    columns.histograms += part.histograms.map { .init(row: $0.row + base, histogram: $0.histogram) }
  }
}
