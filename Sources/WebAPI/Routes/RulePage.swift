import Rules
import TimeSeries

/// Which part of the groups a request asks for: `group_limit`, `group_next_token`.
struct RulePage {
  private let limit: Int?
  private let token: String

  init(_ parameters: FormParameters) throws(APIError) {
    token = parameters["group_next_token"]
    let text = parameters["group_limit"]
    guard !text.isEmpty else {
      limit = nil
      guard token.isEmpty else {
        throw APIError(
          parameter: "group_next_token", "group_limit needs to be present in order to paginate over the groups")
      }
      return
    }
    guard let limit = Int(text) else {
      let reason = "strconv.ParseInt: parsing \(QuotedText.quoted(text)): invalid syntax"
      throw APIError(parameter: "group_limit", "group_limit needs to be a valid number: \(reason)")
    }
    guard limit > 0 else {
      throw APIError(parameter: "group_limit", "group_limit needs to be greater than 0")
    }
    self.limit = limit
  }

  /// One page of `groups`, and the token of the next if there is one.
  ///
  /// - Throws: ``APIError`` if the token names no group, as after a reload.
  func cut(_ groups: [RuleGroupStatus]) throws(APIError) -> (page: [RuleGroupStatus], nextToken: String?) {
    guard let limit else { return (groups, nil) }
    var start = 0
    if !token.isEmpty {
      guard let found = groups.firstIndex(where: { RulePage.token(of: $0) == token }) else {
        throw APIError(
          parameter: "group_next_token", "invalid group_next_token '\(token)'. were rule groups changed?")
      }
      start = found
    }
    let rest = groups[start...]
    return (Array(rest.prefix(limit)), rest.dropFirst(limit).first.map(RulePage.token))
  }

  /// Names a group across requests; opaque to clients, as Prometheus's own token (there a SHA-256) is.
  private static func token(of group: RuleGroupStatus) -> String {
    let names = Labels([Label(name: "file", value: group.file), Label(name: "name", value: group.name)])
    return String(names.stableHash, radix: 16)
  }
}
