/// How many letters two words differ by; for guessing what was meant.
enum EditDistance {
  /// Insertions, deletions, replacements and swaps of neighbours that turn `left` into `right`.
  static func between(_ left: String, _ right: String) -> Int {
    let (left, right) = (Array(left.lowercased()), Array(right.lowercased()))
    var rows = [Array(0...right.count)]
    for (row, letter) in left.enumerated() {
      var current = [row + 1]
      for (column, other) in right.enumerated() {
        var cost = min(current[column] + 1, rows[row][column + 1] + 1, rows[row][column] + (letter == other ? 0 : 1))
        if row > 0, column > 0, letter == right[column - 1], left[row - 1] == other {
          cost = min(cost, rows[row - 1][column - 1] + 1)
        }
        current.append(cost)
      }
      rows.append(current)
    }
    return rows[left.count][right.count]
  }

  /// The candidate that `word` most likely meant; `nil` if none is near.
  static func nearest(to word: String, among candidates: some Sequence<String>) -> String? {
    guard word.count <= 64 else { return nil }
    let ranked = candidates.map { (distance: between(word, $0), name: $0) }
    guard let best = ranked.min(by: { $0 < $1 }) else { return nil }
    return best.distance <= max(2, best.name.count / 3) ? best.name : nil
  }
}
