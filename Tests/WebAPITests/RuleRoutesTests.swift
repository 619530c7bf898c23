import Rules
import Testing
import TimeSeries
import WebAPI

struct RuleRoutesTests {
  private static let time: Timestamp = 1_767_225_600_000

  private static var groups: [RuleGroupStatus] {
    let alert = AlertStatus(labels: ["alertname": "A"], state: .firing, activeAt: time, value: 0)
    let alerting = AlertingRuleStatus(state: .firing, holdDuration: 300_000, alerts: [alert])
    let rules = [
      RuleStatus(
        name: "A", query: "up == 0", labels: [Label(name: "severity", value: "page")], health: .ok,
        evaluationSeconds: 0.0004, lastEvaluation: time + 500, kind: .alerting(alerting)),
      RuleStatus(
        name: "job:x:sum", query: "sum by (job) (x)", health: .ok, evaluationSeconds: 0.0003, lastEvaluation: time + 500
      ),
    ]
    let second = RuleGroupStatus(
      name: "h", file: "/s.yml", interval: 1500,
      rules: [RuleStatus(name: "bad", query: "x", health: .failed, lastError: "no \"y\"")])
    return [
      RuleGroupStatus(
        name: "g", file: "/r.yml", interval: 30_000, rules: rules, evaluationSeconds: 0.0012, lastEvaluation: time + 500
      ),
      second,
    ]
  }

  private func get(_ target: String) async throws -> Answer {
    try await TestServer.run(routes: { _, _ in [RuleRoutes(groups: { Self.groups })] }) { try await $0.get(target) }
  }

  private static let alertText =
    #"{"labels":{"alertname":"A"},"annotations":{},"state":"firing","activeAt":"2026-01-01T00:00:00Z","value":"0e+00"}"#
  private static let recording =
    #"{"name":"job:x:sum","query":"sum by (job) (x)","health":"ok","evaluationTime":0.0003,"lastEvaluation":"2026-01-01T00:00:00.5Z","type":"recording"}"#
  private static let failing =
    #"{"name":"h","file":"/s.yml","rules":[{"name":"bad","query":"x","health":"err","lastError":"no \"y\"","evaluationTime":0,"lastEvaluation":"0001-01-01T00:00:00Z","type":"recording"}],"interval":1.5,"limit":0,"evaluationTime":0,"lastEvaluation":"0001-01-01T00:00:00Z"}"#

  private static func alerting(_ alerts: String) -> String {
    #"{"state":"firing","name":"A","query":"up == 0","duration":300,"keepFiringFor":0,"labels":{"severity":"page"},"annotations":{},"alerts":[\#(alerts)],"health":"ok","evaluationTime":0.0004,"lastEvaluation":"2026-01-01T00:00:00.5Z","type":"alerting"}"#
  }

  private static func first(_ rules: String) -> String {
    #"{"name":"g","file":"/r.yml","rules":[\#(rules)],"interval":30,"limit":0,"evaluationTime":0.0012,"lastEvaluation":"2026-01-01T00:00:00.5Z"}"#
  }

  private static func answer(_ groups: String) -> String { #"{"status":"success","data":{"groups":[\#(groups)]}}"# }

  @Test func `groups, rules and alerts have Prometheus's shape`() async throws {
    let all = Self.first(Self.alerting(Self.alertText) + "," + Self.recording) + "," + Self.failing
    #expect(try await get("/api/v1/rules").text == Self.answer(all))
    #expect(try await get("/api/v1/alerts").text == #"{"status":"success","data":{"alerts":[\#(Self.alertText)]}}"#)
  }

  @Test func `filters leave what is asked for`() async throws {
    let cases: [(String, String)] = [
      ("type=record&rule_group[]=g", Self.first(Self.recording)),
      ("type=alert", Self.first(Self.alerting(Self.alertText))),
      ("type=alert&exclude_alerts=true", Self.first(Self.alerting(""))),
      ("file[]=/s.yml", Self.failing),
      ("rule_name[]=bad&rule_name[]=job:x:sum", Self.first(Self.recording) + "," + Self.failing),
      ("match[]=%7Bseverity=%22page%22%7D", Self.first(Self.alerting(Self.alertText))),
      ("rule_name[]=none", ""),
    ]
    for (parameters, groups) in cases {
      #expect(try await get("/api/v1/rules?" + parameters).text == Self.answer(groups), "\(parameters)")
    }
  }

  @Test func `pages follow each other by their token`() async throws {
    let first = try await get("/api/v1/rules?group_limit=1&type=record").text
    #expect(first.contains(#""name":"g""#) && !first.contains(#""name":"h""#))
    let token = try #require(first.split(separator: #""groupNextToken":""#).last?.split(separator: "\"").first)
    let second = try await get("/api/v1/rules?group_limit=1&type=record&group_next_token=\(token)").text
    #expect(second == Self.answer(Self.failing))
  }

  @Test func `wrong parameters are named`() async throws {
    let cases: [(String, String)] = [
      ("type=x", #"invalid parameter \"type\": not supported value \"x\""#),
      (
        "exclude_alerts=y",
        #"invalid parameter \"exclude_alerts\": error converting exclude_alerts: strconv.ParseBool: parsing \"y\": invalid syntax"#
      ),
      ("group_limit=0", #"invalid parameter \"group_limit\": group_limit needs to be greater than 0"#),
      (
        "group_next_token=a",
        #"invalid parameter \"group_next_token\": group_limit needs to be present in order to paginate over the groups"#
      ),
      (
        "group_limit=1&group_next_token=a",
        #"invalid parameter \"group_next_token\": invalid group_next_token 'a'. were rule groups changed?"#
      ),
    ]
    for (parameters, text) in cases {
      let answer = try await get("/api/v1/rules?" + parameters)
      #expect(answer.status == 400)
      #expect(answer.text == #"{"status":"error","errorType":"bad_data","error":"\#(text)"}"#, "\(parameters)")
    }
  }
}
