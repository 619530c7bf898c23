import Telemetry

/// Measures one reading of a stream for its node: runs while the stream works, stands while its reader does.
struct ReadingWatch {
  private let node: ExplainedNode
  private var startSeconds = Clock.monotonicSeconds()
  private var seconds = 0.0
  private var pointCount = 0

  init(_ node: ExplainedNode) { self.node = node }

  /// The reader has a series of `count` points.
  mutating func passing(_ count: Int, _ body: () throws -> Void) rethrows {
    seconds += Clock.monotonicSeconds() - startSeconds
    pointCount += count
    defer { startSeconds = Clock.monotonicSeconds() }
    try body()
  }

  mutating func stop() {
    seconds += Clock.monotonicSeconds() - startSeconds
    node.note {
      $0.seconds += seconds
      $0.pointCount += pointCount
    }
  }
}
