import ArgumentParser

/// What of the clusters an answer shows, as Thanos's parameters say it. A Prometheus takes no notice.
struct ViewArguments: ParsableArguments {
  @Flag(
    name: .customLong("partial-response"), inversion: .prefixedNo,
    help: "Whether an answer that lacks a cluster is a warning, or an error.")
  var allowsPartial: Bool?

  @Flag(
    name: .customLong("dedup"), inversion: .prefixedNo,
    help: "Whether the replicas of a cluster are shown as one, or each by itself.")
  var dedups: Bool?

  var parameters: [String: [String]] {
    var parameters: [String: [String]] = [:]
    if let allowsPartial { parameters["partial_response"] = ["\(allowsPartial)"] }
    if let dedups { parameters["dedup"] = ["\(dedups)"] }
    return parameters
  }
}
