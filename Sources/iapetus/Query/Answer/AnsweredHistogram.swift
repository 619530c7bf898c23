import TimeSeries

/// A native histogram: `[1700000000.5,{"count":"3","sum":"4","buckets":[[0,"1","2","3"]]}]`.
struct AnsweredHistogram: Decodable {
  struct Bucket: Decodable, Hashable {
    /// 0: `(…]`, 1: `[…)`, 2: `(…)`, 3: `[…]`.
    var boundaries: Int
    var lower: Double
    var upper: Double
    var count: Double

    init(from decoder: any Decoder) throws {
      var fields = try decoder.unkeyedContainer()
      boundaries = try fields.decode(Int.self)
      lower = try fields.decode(JSONNumber.self).value
      upper = try fields.decode(JSONNumber.self).value
      count = try fields.decode(JSONNumber.self).value
    }
  }

  var timestamp: Timestamp
  var count: Double
  var sum: Double
  /// `nil` if it has none that is not empty.
  var buckets: [Bucket]?

  private enum Key: String, CodingKey { case count, sum, buckets }

  init(from decoder: any Decoder) throws {
    var pair = try decoder.unkeyedContainer()
    timestamp = try pair.decode(JSONTime.self).timestamp
    let fields = try pair.nestedContainer(keyedBy: Key.self)
    count = try fields.decode(JSONNumber.self, forKey: .count).value
    sum = try fields.decode(JSONNumber.self, forKey: .sum).value
    buckets = try fields.decodeIfPresent([Bucket].self, forKey: .buckets)
  }
}
