/// A good answer of the API, and what is said beside it.
struct ServerAnswer<Content> {
  var content: Content
  var warnings: [String]
  var infos: [String]
  /// `nil` from servers that know nothing of clusters.
  var coverage: AnswerCoverage?
  /// If it was asked for, of a server that tells.
  var plan: AnsweredPlan?
}

/// For which clusters an answer speaks.
struct AnswerCoverage: Decodable {
  var expected: Int
  var contributing: Int
}

/// The JSON around every answer of the API.
struct Envelope<Content: Decodable>: Decodable {
  private struct Extension: Decodable {
    let coverage: AnswerCoverage?
    let plan: AnsweredPlan?
  }

  let errorType: String?
  let error: String?
  private let status: String
  private let data: Content?
  private let warnings: [String]?
  private let infos: [String]?
  private let iapetus: Extension?

  /// `nil` if the server says why there is none.
  var answer: ServerAnswer<Content>? {
    guard let data else { return nil }
    return ServerAnswer(
      content: data, warnings: warnings ?? [], infos: infos ?? [], coverage: iapetus?.coverage, plan: iapetus?.plan)
  }
}
