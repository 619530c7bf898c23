/// One value of a YAML file, and where it stands. Aliases are followed, merge keys (`<<`) are merged.
package struct ConfigNode: Sendable {
  /// 1-based line and column in one file.
  package struct Position: Hashable, Sendable {
    package var line: Int
    package var column: Int

    static let start = Position(line: 1, column: 1)
  }

  package struct Entry: Sendable {
    package var key: String
    package var keyPosition: Position
    package var value: ConfigNode
  }

  package enum Content: Sendable {
    /// Nothing, or `null`, or `~`: the same as a key that is not there.
    case null
    /// Any scalar, as written; plain ones (without quotes) may mean numbers and booleans.
    case scalar(String, isPlain: Bool)
    case list([ConfigNode])
    case mapping([Entry])
  }

  package var content: Content
  package var position: Position

  /// What it is, for people.
  package var kind: String {
    switch content {
    case .null: "nothing"
    case .scalar: "a scalar"
    case .list: "a list"
    case .mapping: "a mapping"
    }
  }

  package var isNull: Bool {
    if case .null = content { true } else { false }
  }
}
