/// What each part of a query gave, and what it cost, as `explain=true` tells it.
struct AnsweredPlan: Decodable {
  struct Node: Decodable {
    var operation: String
    var name: String?
    var text: String
    var steps: Int
    var series: Int
    var points: Int
    var samplesRead: Int?
    /// With what is below, of all tasks together.
    var milliseconds: Double
    var selfMilliseconds: Double
    /// Whether one evaluation did for all steps.
    var once: Bool?
    /// Whether the same stands elsewhere in the query.
    var shared: Bool?
    var children: [Node]
  }

  var root: Node?
  /// How many parts are not told of.
  var leftOut: Int?
}
