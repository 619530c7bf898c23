import TimeSeries

/// What a query evaluates to, as the API's JSON brings it.
enum AnsweredValue: Decodable {
  case vector([AnsweredSeries])
  case matrix([AnsweredSeries])
  case scalar(AnsweredFloat)
  case string(String, Timestamp)

  private enum Key: String, CodingKey { case resultType, result }
  private enum Kind: String, Decodable { case vector, matrix, scalar, string }

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    switch try container.decode(Kind.self, forKey: .resultType) {
    case .vector: self = .vector(try container.decode([AnsweredSeries].self, forKey: .result))
    case .matrix: self = .matrix(try container.decode([AnsweredSeries].self, forKey: .result))
    case .scalar: self = .scalar(try container.decode(AnsweredFloat.self, forKey: .result))
    case .string:
      var pair = try container.nestedUnkeyedContainer(forKey: .result)
      let time = try pair.decode(JSONTime.self).timestamp
      self = .string(try pair.decode(String.self), time)
    }
  }
}
