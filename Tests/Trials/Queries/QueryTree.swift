package import PromQL

/// A query that was made up: text, and within it other queries, so that it can be made smaller.
package struct QueryTree: Sendable {
  package enum Piece: Sendable {
    case text(String)
    /// Text that can be left out: a clause, a modifier, a matcher.
    case option(String)
    case tree(QueryTree)
  }

  package let type: ValueType
  package let pieces: [Piece]
  /// How many bits the values have at most, if every engine gets exactly the same ones; `nil` where they are rounded.
  package let exactBits: Int?

  init(_ type: ValueType, exactBits: Int? = nil, _ pieces: [Piece]) {
    self.type = type
    self.pieces = pieces
    // Beyond that, sums of integers are rounded as well.
    self.exactBits = exactBits.flatMap { $0 <= 50 ? $0 : nil }
  }

  package var text: String {
    pieces.map { piece in
      switch piece {
      case .text(let text), .option(let text): text
      case .tree(let tree): tree.text
      }
    }.joined()
  }

  /// Shorter queries of the same type: a part of this one, this one without an option, or with a smaller part.
  package var smaller: [QueryTree] {
    var found = parts(of: type)
    if type == .instantVector { found.append(QueryTree(type, [.text("level")])) }
    if type == .scalar { found.append(QueryTree(type, [.text("1")])) }
    for (index, piece) in pieces.enumerated() {
      switch piece {
      case .text: break
      case .option: found.append(replacing(index, with: .text("")))
      case .tree(let tree): found += tree.smaller.map { replacing(index, with: .tree($0)) }
      }
    }
    let length = text.utf8.count
    return found.filter { $0.text.utf8.count < length }
  }

  /// The nearest queries of a type within this one.
  private func parts(of type: ValueType) -> [QueryTree] {
    pieces.flatMap { piece -> [QueryTree] in
      guard case .tree(let tree) = piece else { return [] }
      return tree.type == type ? [tree] : tree.parts(of: type)
    }
  }

  private func replacing(_ index: Int, with piece: Piece) -> QueryTree {
    var pieces = pieces
    pieces[index] = piece
    return QueryTree(type, exactBits: exactBits, pieces)
  }
}
