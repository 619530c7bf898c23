package import TimeSeries

/// What was asked, by whom, and when.
package struct QueryDescription: Sendable {
  /// Unique among the queries of this server, over restarts as well: one that was noted before a restart means none after.
  package let id: Int
  package let start: Timestamp
  package let end: Timestamp
  /// 0 if it is for one moment.
  package let step: Milliseconds
  package let isRange: Bool
  package let origin: QueryOrigin
  package let arrivedAt: Timestamp
  /// When it is ended for having taken too long.
  package let deadline: Timestamp
  /// A rule's query comes parsed; its text is made when somebody wants to see it.
  private enum Source: Sendable {
    case text(String)
    case expression(Expression)
  }

  private var source: Source

  init(_ request: QueryRequest, id: Int, arrivedAt: Timestamp, timeout: Milliseconds) {
    self.id = id
    start = request.grid.start
    end = request.end
    step = request.isRange ? request.grid.step : 0
    isRange = request.isRange
    origin = QueryOrigin.current
    self.arrivedAt = arrivedAt
    let (deadline, overflows) = arrivedAt.addingReportingOverflow(timeout)
    self.deadline = overflows ? .max : deadline
    source = request.text.isEmpty ? .expression(request.expression) : .text(request.text)
  }

  /// The text as it was asked, or the canonical text of what came parsed. As long as it is.
  package var text: String {
    switch source {
    case .text(let text): text
    case .expression(let expression): expression.text
    }
  }

  /// The text, cut behind about `byteCountMax` bytes if it is longer.
  package func text(upTo byteCountMax: Int) -> String {
    let text = self.text
    guard text.utf8.count > byteCountMax else { return text }
    return String(decoding: text.utf8.prefix(byteCountMax), as: UTF8.self) + "…"
  }

  /// To be kept: with no more of its text than this.
  func bounded(to byteCountMax: Int) -> QueryDescription {
    var copy = self
    copy.source = .text(text(upTo: byteCountMax))
    return copy
  }
}
