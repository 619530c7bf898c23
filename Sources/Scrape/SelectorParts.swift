/// How a child's selectors are asked for: all at once, or in turn where that makes its bodies smaller.
///
/// Pure: the sizes of bodies go in. A part that is too large is halved as long as it has several selectors; when all of
/// them together have become much smaller than one may be, they are one again.
struct SelectorParts: Sendable, Equatable {
  private static let countMax = 16

  private(set) var parts: [[String]]

  init(_ selectors: [String]) { parts = [selectors] }

  /// Takes note of the bodies of a good scrape, one for each part.
  ///
  /// - Parameter bytesMax: what a part may have before it is halved; 0 asks for all at once.
  mutating func note(_ byteCounts: [Int], bytesMax: Int) {
    guard byteCounts.count == parts.count else { return }
    if bytesMax == 0 || byteCounts.reduce(0, +) < bytesMax / 2 { return self = SelectorParts(Array(parts.joined())) }
    var room = SelectorParts.countMax - parts.count
    parts = zip(parts, byteCounts).flatMap { part, byteCount in
      guard byteCount > bytesMax, part.count > 1, room > 0 else { return [part] }
      room -= 1
      return [Array(part[..<(part.count / 2)]), Array(part[(part.count / 2)...])]
    }
  }
}
