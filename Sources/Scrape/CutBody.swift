/// Tells a body that was cut on its way from one whose series have gone.
///
/// A child that fails while it writes ends its answer cleanly, so HTTP does not tell. But `/federate` is sorted by name:
/// a cut body has lost its end. That is a whole name at least, or a tenth of all series; it, or most series at once, counts
/// as cut. Series that go one by one, in the middle, or as some of one name, count as gone. What looks cut several times
/// in a row is not: the child has changed.
enum CutBody {
  /// So many cut bodies in a row are believed.
  static let inARowMax = 2
  /// Fewer than this are believed to have gone, whatever they were among.
  private static let missingLeast = 3

  /// Whether the body looks cut, or one of the parts that it was put together from.
  static func looksCut(_ cache: ScrapeCache, _ reading: BodyReading) -> Bool {
    guard let order = reading.order else { return false }
    // Parts that are others than last time are seen as one.
    let areSame = cache.partStarts.count == reading.partStarts.count
    let known = ranges(areSame ? cache.partStarts : [0], cache.count)
    let found = ranges(areSame ? reading.partStarts : [0], order.count)
    return zip(known, found).contains { known, found in
      var endsUnknown = false
      if case .unknown = order[found].last { endsUnknown = true }
      return looksCut(cache, known, endsUnknown: endsUnknown)
    }
  }

  private static func ranges(_ starts: [Int], _ count: Int) -> [Range<Int>] {
    zip(starts, starts.dropFirst() + [count]).map { min($0, count)..<max($0, $1) }
  }

  /// - Parameter endsUnknown: whether the last line of what came is one that was not known.
  private static func looksCut(_ cache: ScrapeCache, _ range: Range<Int>, endsUnknown: Bool) -> Bool {
    let missing = cache.lines[range].count { $0.pass != cache.pass }
    guard missing >= missingLeast else { return false }
    if missing * 2 > range.count { return true }
    let lostEnd = cache.lines[range].reversed().prefix { $0.pass != cache.pass }.count
    guard lostEnd == missing, !endsUnknown else { return false }
    let end = range.upperBound
    return missing * 10 >= range.count || cache.name(at: end - 1) != cache.name(at: end - 1 - missing)
  }
}

extension ScrapeCache {
  /// The metric name of a line, as far as it is written before the labels.
  fileprivate func name(at index: Int) -> ArraySlice<UInt8> {
    let start = lines[index].textStart
    return text[start..<start + Int(lines[index].textCount)].prefix { $0 != UInt8(ascii: "{") && $0 != 0x20 }
  }
}
