import PromQL
import TimeSeries

/// What an explained query did, and its text.
struct ExplainedPlan: Sendable {
  var explanation: QueryExplanation
  var query: String
}

extension JSONWriter {
  /// As much of a node's text is shown.
  private static let textByteCountMax = 200

  /// The query as a tree of its parts: what each gave, and what it cost.
  mutating func member(_ key: String, _ plan: ExplainedPlan) {
    objectMember(key) { writer in
      if let root = plan.explanation.root { writer.objectMember("root") { $0.members(of: root, plan.query) } }
      let leftOut = plan.explanation.leftOutCount
      if leftOut > 0 { writer.member("leftOut", leftOut) }
    }
  }

  /// Positions are bytes of the query; `milliseconds` hold those of the children, of all tasks together.
  private mutating func members(of node: ExplainedNode, _ query: String) {
    let (content, cost) = (node.content, node.cost)
    member("operation", content.kind.rawValue)
    if !content.name.isEmpty { member("name", content.name) }
    member("text", JSONWriter.text(at: content.position, of: query))
    member("start", content.position.start)
    member("end", content.position.end)
    member("steps", content.stepCount)
    if let window = content.window { member("windowSeconds", Double(window) / 1000) }
    member("series", cost.seriesCount)
    member("points", cost.pointCount)
    if cost.readCount > 0 { member("samplesRead", cost.readCount) }
    member("milliseconds", JSONWriter.milliseconds(node.seconds))
    member("selfMilliseconds", JSONWriter.milliseconds(node.ownSeconds))
    if content.isInvariant { member("once", true) }
    if cost.isShared { member("shared", true) }
    arrayMember("children") { writer in
      for child in node.children { writer.object { $0.members(of: child, query) } }
    }
  }

  /// To the microsecond.
  private static func milliseconds(_ seconds: Double) -> Double { (seconds * 1e6).rounded() / 1000 }

  private static func text(at position: SourceRange, of query: String) -> String {
    let part = query.utf8.dropFirst(position.start).prefix(max(0, position.end - position.start))
    let shown = String(decoding: part.prefix(textByteCountMax), as: UTF8.self)
    return part.count > textByteCountMax ? shown + "…" : shown
  }
}
