/// Tells a body that was cut on its way from one whose series have gone.
///
/// A child that fails while it writes ends its answer cleanly, so HTTP does not tell. But `/federate` is sorted by name:
/// a cut body has lost its end. That, or most series at once, counts as cut; series that go one by one, in the
/// middle, or as a few of many, count as gone. What looks cut several times in a row is not: the child has changed.
enum CutBody {
  /// So many cut bodies in a row are believed.
  static let inARowMax = 2
  /// Fewer than this are believed to have gone, whatever they were among.
  private static let missingLeast = 3

  /// - Parameter endsUnknown: whether the body's last line is one that was not known.
  static func looksCut(_ cache: ScrapeCache, endsUnknown: Bool) -> Bool {
    let missing = cache.lines.count { $0.pass != cache.pass }
    guard missing >= missingLeast else { return false }
    if missing * 2 > cache.count { return true }
    let lostEnd = cache.lines.reversed().prefix { $0.pass != cache.pass }.count
    return lostEnd == missing && !endsUnknown && missing * 10 >= cache.count
  }
}
