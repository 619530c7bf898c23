import TimeSeries

/// One persisted fact of a ledger, as bytes; the format is in `LedgerFormat.md`. Storage keeps it in its ledger space.
package struct LedgerRow: Sendable, Equatable {
  package let key: [UInt8]
  /// `nil` deletes the row.
  package let value: [UInt8]?

  package init(key: [UInt8], value: [UInt8]?) {
    self.key = key
    self.value = value
  }

  static let version: UInt8 = 1

  /// What a row says.
  enum Content: Equatable {
    case header(Header)
    case series(SeriesFingerprint, Series)
    case history(History)
  }

  struct Header: Equatable {
    var isFull: Bool
    var hasBaseline: Bool
    /// `nil` without `new_series_per_hour`.
    var tokens: Double?
    var filledAt: Timestamp
  }

  struct Series: Equatable {
    var hasPriority: Bool
    var admittedAt: Timestamp
    /// `nil` while somebody holds the series.
    var lastSeen: Timestamp?
    var metric: String
  }

  struct History: Equatable {
    /// When the cluster showed itself first.
    var baselineAt: Timestamp
    var history: SeriesHistory
  }

  init(ledger: String, _ header: Header) {
    var writer = LedgerBytes.Writer()
    writer.write(LedgerRow.version)
    writer.write(flags: [header.isFull, header.hasBaseline, header.tokens != nil])
    writer.write(UInt64(bitPattern: header.filledAt))
    writer.write((header.tokens ?? 0).bitPattern)
    self.init(key: LedgerRow.keyPrefix(ofLedger: ledger), value: writer.bytes)
  }

  init(ledger: String, _ series: SeriesFingerprint, _ content: Series) {
    var writer = LedgerBytes.Writer()
    writer.write(LedgerRow.version)
    writer.write(flags: [content.hasPriority, content.lastSeen == nil])
    writer.write(UInt64(bitPattern: content.admittedAt))
    writer.write(UInt64(bitPattern: content.lastSeen ?? content.admittedAt))
    writer.write(content.metric.utf8)
    self.init(key: LedgerRow.key(ledger, series), value: writer.bytes)
  }

  /// A row that takes the series out of the ledger.
  init(ledger: String, deleting series: SeriesFingerprint) {
    self.init(key: LedgerRow.key(ledger, series), value: nil)
  }

  init(ledger: String, _ content: History) {
    var writer = LedgerBytes.Writer()
    writer.write(LedgerRow.version)
    writer.write(flags: [])
    writer.write(UInt64(bitPattern: content.baselineAt))
    writer.write(UInt64(bitPattern: content.history.spacing))
    for point in content.history.points {
      writer.write(UInt64(bitPattern: point.time))
      writer.write(UInt64(bitPattern: Int64(point.activeCount)))
    }
    self.init(key: LedgerRow.historyKey(ledger), value: writer.bytes)
  }

  /// What every key of the ledger starts with; also the key of its header.
  package static func keyPrefix(ofLedger name: String) -> [UInt8] {
    var writer = LedgerBytes.Writer()
    writer.write(UInt32(name.utf8.count))
    writer.write(name.utf8)
    return writer.bytes
  }

  private static func historyKey(_ ledger: String) -> [UInt8] { keyPrefix(ofLedger: ledger) + [0x01] }

  private static func key(_ ledger: String, _ series: SeriesFingerprint) -> [UInt8] {
    var writer = LedgerBytes.Writer(keyPrefix(ofLedger: ledger))
    writer.write(UInt64(truncatingIfNeeded: series.rawValue >> 64))
    writer.write(UInt64(truncatingIfNeeded: series.rawValue))
    return writer.bytes
  }

  /// The ledger that a stored row belongs to; `nil` if the key is none of a ledger.
  package var ledgerName: String? {
    var reader = LedgerBytes.Reader(key)
    return reader.readName()
  }

  /// The series that the row is about, or `nil` if it is the ledger's header.
  var series: SeriesFingerprint? {
    var reader = LedgerBytes.Reader(key)
    guard reader.readName() != nil, let high = reader.readWord(), let low = reader.readWord() else { return nil }
    return SeriesFingerprint(rawValue: UInt128(high) << 64 | UInt128(low))
  }

  /// Whether the row is how the cluster's series went on.
  var isHistory: Bool { ledgerName.map { key == LedgerRow.historyKey($0) } ?? false }

  private static func points(_ reader: inout LedgerBytes.Reader) -> [SeriesHistory.Point] {
    var points: [SeriesHistory.Point] = []
    while let time = reader.readWord(), let count = reader.readWord() {
      points.append(
        SeriesHistory.Point(time: Timestamp(bitPattern: time), activeCount: Int(truncatingIfNeeded: count)))
    }
    return points
  }

  /// What a stored row says.
  ///
  /// - Throws: ``LedgerError`` for bytes that this version did not write.
  func content() throws(LedgerError) -> Content {
    var reader = LedgerBytes.Reader(value ?? [])
    guard let name = ledgerName, let version = reader.readByte(), version == LedgerRow.version,
      let flags = reader.readByte(), let first = reader.readWord(), let second = reader.readWord()
    else { throw LedgerError(row: self) }
    if let series {
      return .series(
        series,
        Series(
          hasPriority: flags & 1 != 0, admittedAt: Timestamp(bitPattern: first),
          lastSeen: flags & 2 != 0 ? nil : Timestamp(bitPattern: second),
          metric: String(decoding: reader.rest, as: UTF8.self)))
    }
    if isHistory {
      let history = SeriesHistory(points: LedgerRow.points(&reader), spacing: Milliseconds(bitPattern: second))
      return .history(History(baselineAt: Timestamp(bitPattern: first), history: history))
    }
    guard key == LedgerRow.keyPrefix(ofLedger: name) else { throw LedgerError(row: self) }
    return .header(
      Header(
        isFull: flags & 1 != 0, hasBaseline: flags & 2 != 0,
        tokens: flags & 4 != 0 ? Double(bitPattern: second) : nil, filledAt: Timestamp(bitPattern: first)))
  }
}
