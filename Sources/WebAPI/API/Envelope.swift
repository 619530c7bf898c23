import Dedup
import Fleet
import HTTPTypes
import Hummingbird
import NIOCore
import PromQL

/// The JSON around every answer of the API: `{"status":"success","data":…,"warnings":[…],"infos":[…],"iapetus":{…}}`.
enum Envelope {
  /// How many warnings and how many infos are spelled out.
  static let annotationsMax = 10

  /// A successful answer; `data` writes one value.
  static func success(
    _ annotations: Annotations = Annotations(), _ coverage: Coverage = Coverage(),
    _ data: (inout JSONWriter) -> Void
  ) -> Response {
    var writer = JSONWriter()
    writer.object { writer in
      writer.member("status", "success")
      writer.name("data")
      data(&writer)
      write(annotations, coverage, to: &writer)
    }
    return .json(writer.bytes)
  }

  static func failure(_ error: APIError) -> Response {
    var writer = JSONWriter()
    writer.object {
      $0.member("status", "error")
      $0.member("errorType", error.kind.rawValue)
      $0.member("error", error.description)
    }
    var response = Response.json(writer.bytes, status: error.status)
    if error.kind == .overloaded { response.headers[.retryAfter] = "1" }
    return response
  }

  /// The members `warnings`, `infos` and `iapetus`, where there is something to say.
  ///
  /// Of the warnings, missing clusters come first, a line each, and all of them are told; the remarks of PromQL follow.
  /// Of the infos, what was refused comes first.
  static func write(
    _ annotations: Annotations, _ coverage: Coverage, refusals: Annotations = Annotations(),
    dedup: DedupExplanation.Content? = nil, plan: ExplainedPlan? = nil, to writer: inout JSONWriter
  ) {
    let warnings = coverage.warnings + shown(annotations.warnings, "warning")
    if !warnings.isEmpty { writer.member("warnings", warnings) }
    let infos = shown(refusals.infos, "refusal") + shown(annotations.infos, "info")
    if !infos.isEmpty { writer.member("infos", infos) }
    let speaksOfClusters = coverage.expectedCount > 0 || coverage.isPartial
    guard speaksOfClusters || dedup != nil || plan != nil else { return }
    writer.objectMember("iapetus") { writer in
      if speaksOfClusters { writer.member("coverage", coverage) }
      if let dedup { writer.member("dedup", dedup) }
      if let plan { writer.member("plan", plan) }
    }
  }

  private static func shown(_ texts: [String], _ kind: String) -> [String] {
    let rest = texts.count - annotationsMax
    return texts.prefix(annotationsMax) + (rest > 0 ? ["\(rest) more \(kind) annotations omitted"] : [])
  }
}
