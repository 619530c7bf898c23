import Glibc
import TimeSeries

/// What was done to classic histograms whose counts fell, over all of a metric's.
struct RepairSummary: Sendable {
  private var extent: ClassicHistogram.Repair
  private var from: Timestamp
  private var through: Timestamp
  private var count = 1

  init(_ repair: ClassicHistogram.Repair, at time: Timestamp) {
    extent = repair
    from = time
    through = time
  }

  func merged(with other: RepairSummary) -> RepairSummary {
    var result = self
    result.extent = extent.merged(with: other.extent)
    result.from = min(from, other.from)
    result.through = max(through, other.through)
    result.count += other.count
    return result
  }

  /// As Prometheus words it.
  var text: String {
    let buckets = "\(FloatText.general(extent.lowestBound)) to \(FloatText.general(extent.highestBound))"
    return ", from buckets \(buckets), with a max diff of \(RepairSummary.twoDigits(extent.difference)), over \(count) "
      + "samples from \(RepairSummary.second(from)) to \(RepairSummary.second(through))"
  }

  private static func second(_ time: Timestamp) -> String { UTCTime.text(of: time / 1000 * 1000) }

  /// As Go's `%.2g`, which is C's.
  private static func twoDigits(_ value: Double) -> String {
    guard value.isFinite else { return FloatText.general(value) }
    var text = [CChar](repeating: 0, count: 32)
    let count = withVaList([value]) { vsnprintf(&text, text.count, "%.2g", $0) }
    return String(decoding: text.prefix(Int(count)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}
