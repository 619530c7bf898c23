import Scrape

/// A trial of a fleet, for people.
struct ChildrenText {
  /// So many refused metrics are listed for each cluster.
  private static let metricsMax = 5

  private let report: FleetTrial.Report

  init(_ report: FleetTrial.Report) { self.report = report }

  var text: String {
    let parts = [
      children, failures, clusters, report.problems.map { "FAILED   \($0)" }.joined(separator: "\n"), summary,
    ]
    return parts.filter { !$0.isEmpty }.joined(separator: "\n\n")
  }

  private var children: String {
    guard !report.children.isEmpty else { return "" }
    var table = TextTable([
      ("", .left), ("JOB", .left), ("CHILD", .left), ("CLUSTER", .left), ("REPLICA", .left), ("TOOK", .right),
      ("SERIES", .right), ("REFUSED", .right), ("BODY", .right), ("ON THE WIRE", .right), ("REQUESTS", .right),
      ("BEHIND", .right),
    ])
    for child in report.children { table.add(row(child)) }
    return table.text
  }

  private func row(_ child: ChildTrial) -> [String] {
    let name = [child.job, child.instance, child.cluster, child.replica]
    guard child.isGood else {
      return ["FAILED"] + name + [NumberText.seconds(child.durationSeconds)] + Array(repeating: "–", count: 6)
    }
    return ["ok"] + name + [
      NumberText.seconds(child.durationSeconds), NumberText.count(child.seriesCount),
      NumberText.count(child.refusedCount), NumberText.bytes(child.bodyByteCount),
      NumberText.bytes(child.wireByteCount), NumberText.count(child.requestCount),
      child.lagSeconds.map { NumberText.seconds(max(0, $0)) } ?? "–",
    ]
  }

  private var failures: String {
    report.children.filter { !$0.isGood }
      .map { "FAILED   \($0.job) \($0.instance): \($0.problem ?? "")" }.joined(separator: "\n")
  }

  private var clusters: String { report.clusters.filter { $0.refused > 0 }.map(refusals).joined(separator: "\n") }

  private func refusals(_ cluster: ClusterTrial) -> String {
    let room = cluster.limit.map { " of the \(NumberText.count($0)) that it may hold" } ?? ""
    let verb = cluster.mode == "observe" ? "would be refused, were it not mode observe" : "would be refused"
    let head =
      "REFUSED  \(cluster.cluster): \(NumberText.count(cluster.refused, "series", "series")) \(verb); "
      + "\(NumberText.count(cluster.active)) admitted\(room)"
    let lines = cluster.refusedMetrics.prefix(ChildrenText.metricsMax).map { one in
      "         \(NumberText.count(one.series)) of \(one.metric) (\(one.reason)), such as \(series(one.example))"
    }
    let rest = cluster.refusedMetrics.count - lines.count
    return ([head] + lines + (rest > 0 ? ["         and of \(rest) more metrics"] : [])).joined(separator: "\n")
  }

  private func series(_ labels: [String: String]) -> String {
    let pairs = labels.filter { $0.key != "__name__" }.sorted { $0.key < $1.key }.map { "\($0.key)=\"\($0.value)\"" }
    return "{" + pairs.joined(separator: ", ") + "}"
  }

  private var summary: String {
    let good = report.children.filter(\.isGood)
    let refused = report.clusters.reduce(0) { $0 + $1.refused }
    let (body, wire) = (good.reduce(0) { $0 + $1.bodyByteCount }, good.reduce(0) { $0 + $1.wireByteCount })
    return "\(good.count) of \(NumberText.count(report.children.count, "child", "children")) answered as they should; "
      + "\(NumberText.count(report.clusters.count, "cluster", "clusters")) with "
      + "\(NumberText.count(report.clusters.reduce(0) { $0 + $1.active })) series, \(NumberText.count(refused)) refused; "
      + "\(NumberText.bytes(body)) a round, \(NumberText.bytes(wire)) on the wire"
  }
}
