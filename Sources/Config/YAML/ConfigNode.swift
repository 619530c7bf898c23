/// One value of a YAML file, and where it stands. Aliases are followed, merge keys (`<<`) are merged.
struct ConfigNode: Sendable {
  /// 1-based line and column in one file.
  struct Position: Hashable, Sendable {
    var line: Int
    var column: Int

    static let start = Position(line: 1, column: 1)
  }

  struct Entry: Sendable {
    var key: String
    var keyPosition: Position
    var value: ConfigNode
  }

  enum Content: Sendable {
    /// Nothing, or `null`, or `~`: the same as a key that is not there.
    case null
    /// Any scalar, as written; plain ones (without quotes) may mean numbers and booleans.
    case scalar(String, isPlain: Bool)
    case list([ConfigNode])
    case mapping([Entry])
  }

  var content: Content
  var position: Position

  /// What it is, for people.
  var kind: String {
    switch content {
    case .null: "nothing"
    case .scalar: "a scalar"
    case .list: "a list"
    case .mapping: "a mapping"
    }
  }

  var isNull: Bool {
    if case .null = content { true } else { false }
  }
}
