import TimeSeries

/// A sample: `[1700000000.5,"1"]`.
struct AnsweredFloat: Decodable {
  var timestamp: Timestamp
  var value: Double

  init(_ value: Double, at timestamp: Timestamp) {
    self.timestamp = timestamp
    self.value = value
  }

  init(from decoder: any Decoder) throws {
    var pair = try decoder.unkeyedContainer()
    timestamp = try pair.decode(JSONTime.self).timestamp
    value = try pair.decode(JSONNumber.self).value
  }
}

/// Seconds.
struct JSONTime: Decodable {
  let timestamp: Timestamp

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    guard let time = Timestamp(exactly: (try container.decode(Double.self) * 1000).rounded()) else {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "no time in milliseconds")
    }
    timestamp = time
  }
}

/// A number in quotes, for there are some that JSON has not.
struct JSONNumber: Decodable {
  let value: Double

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    guard let number = Double(try container.decode(String.self)) else {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "no number")
    }
    value = number
  }
}
