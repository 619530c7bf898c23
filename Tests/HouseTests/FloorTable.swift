/// The floors as `Sources/README.md` states them: rows of `| floor | targets | purpose |`.
struct FloorTable {
  /// The floor of each room.
  let floors: [String: Int]

  static func read() throws -> FloorTable {
    FloorTable(readme: try SourceTree.lines(of: "Sources/README.md"))
  }

  init(readme: [String]) {
    var floors: [String: Int] = [:]
    for line in readme {
      let cells = line.split(separator: "|").map { $0.trimmed }
      guard cells.count == 3, let floor = Int(cells[0]) else { continue }
      for room in cells[1].split(whereSeparator: { " ,`".contains($0) }) { floors[String(room)] = floor }
    }
    self.floors = floors
  }
}

extension StringProtocol {
  var trimmed: String { String(drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed()) }
}
