package import TimeSeries

extension BudgetLedger {
  /// A ledger as its stored rows tell it, at a start. Series of rows without "last seen" count as seen `now`.
  ///
  /// - Throws: ``LedgerError`` for a row that cannot be read.
  package init(
    name: String, policy: BudgetPolicy, rows: some Sequence<LedgerRow>, at now: Timestamp
  ) throws(LedgerError) {
    self.init(name: name, policy: policy, at: now)
    var series: [LedgerRow.Series] = []
    for row in rows {
      switch try row.content() {
      case .header(let header): restore(header)
      case .history(let content): restore(content)
      case .series(let fingerprint, let content):
        restore(fingerprint, content, at: now)
        series.append(content)
      }
    }
    for admitted in series where hasBaseline && admitted.admittedAt > baselineAt {
      recentAdmissions.add(1, at: admitted.admittedAt)
    }
    unsaved = []
    isFull = isFull || policy.limit.map { activeCount >= $0 } ?? false
    noteOverrun(at: now)
  }

  /// The rows that must become durable, of all changes since the last call. Put them into the batch with the samples.
  package mutating func takeChanges() -> [LedgerRow] {
    guard !unsaved.isEmpty || isHeaderUnsaved || isHistoryUnsaved else { return [] }
    var rows = unsaved.map { row(of: $0) }
    if isHeaderUnsaved { rows.append(headerRow) }
    if isHistoryUnsaved {
      rows.append(LedgerRow(ledger: name, LedgerRow.History(baselineAt: baselineAt, history: history)))
    }
    unsaved = []
    (isHeaderUnsaved, isHistoryUnsaved) = (false, false)
    return rows
  }

  /// Takes rows back that could not be stored; the next batch will bring what is true by then.
  package mutating func giveBack(_ rows: [LedgerRow]) {
    for row in rows {
      if let series = row.series {
        unsaved.insert(series)
      } else if row.isHistory {
        isHistoryUnsaved = true
      } else {
        isHeaderUnsaved = true
      }
    }
  }

  private mutating func restore(_ header: LedgerRow.Header) {
    isFull = header.isFull
    hasBaseline = header.hasBaseline
    guard let perHour = policy.newSeriesPerHour else { return }
    tokens = TokenBucket(perHour: perHour, tokens: header.tokens, filledAt: header.filledAt)
  }

  private mutating func restore(_ content: LedgerRow.History) {
    baselineAt = content.baselineAt
    history = content.history
  }

  private mutating func restore(_ series: SeriesFingerprint, _ content: LedgerRow.Series, at now: Timestamp) {
    guard indices[series] == nil else { return }
    let index = place(
      Entry(
        series: series, metric: metrics.number(of: content.metric), hasPriority: content.hasPriority,
        admittedAt: content.admittedAt, lastSeen: content.lastSeen ?? now))
    move(index, to: .active, at: now)
  }

  private var headerRow: LedgerRow {
    let header = LedgerRow.Header(
      isFull: isFull, hasBaseline: hasBaseline, tokens: tokens?.tokens, filledAt: tokens?.filledAt ?? lastVisit)
    return LedgerRow(ledger: name, header)
  }

  private func row(of series: SeriesFingerprint) -> LedgerRow {
    guard let index = indices[series], entries[Int(index)].state == .active else {
      return LedgerRow(ledger: name, deleting: series)
    }
    let entry = entries[Int(index)]
    return LedgerRow(
      ledger: name, series,
      LedgerRow.Series(
        hasPriority: entry.hasPriority, admittedAt: entry.admittedAt,
        lastSeen: entry.holders > 0 ? nil : entry.lastSeen,
        metric: metrics[entry.metric].name))
  }
}
