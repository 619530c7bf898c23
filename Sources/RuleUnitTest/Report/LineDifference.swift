/// Which lines of two texts differ: `- ` before those of the first alone, `+ ` before those of the second alone.
enum LineDifference {
  static func text(from old: String, to new: String) -> String {
    let before = old.split(separator: "\n", omittingEmptySubsequences: false)
    let after = new.split(separator: "\n", omittingEmptySubsequences: false)
    let changes = after.difference(from: before)
    let removed = Set(changes.removals.map(offset))
    let added = Set(changes.insertions.map(offset))
    var lines: [String] = []
    var next = 0
    for (place, line) in before.enumerated() {
      if removed.contains(place) {
        lines.append("- \(line)")
        continue
      }
      while added.contains(next) {
        lines.append("+ \(after[next])")
        next += 1
      }
      lines.append("  \(line)")
      next += 1
    }
    lines += after[min(next, after.count)...].map { "+ \($0)" }
    return lines.joined(separator: "\n")
  }

  private static func offset(_ change: CollectionDifference<Substring>.Change) -> Int {
    switch change {
    case .insert(let offset, _, _), .remove(let offset, _, _): offset
    }
  }
}
