import Threads
import TimeSeries

/// Remarks on metrics that do not look like counters, each once: counters are told by their names. Names with a colon
/// are those of recorded series, which say what was done to a counter and not that they are one; they are left alone.
final class CounterNameCheck: Sendable {
  private static let suffixes = ["_total", "_sum", "_count", "_bucket"].map { Array($0.utf8) }

  private let call: FunctionCall
  private let seen = Locked<Set<[UInt8]>>([])

  init(_ call: FunctionCall) { self.call = call }

  func look(at labels: Labels) {
    let isSuspect = labels.withValueBytes(of: LabelName.metricName) { name in
      guard let name, !name.isEmpty, !name.contains(UInt8(ascii: ":")) else { return false }
      if CounterNameCheck.suffixes.contains(where: { name.suffix($0.count).elementsEqual($0) }) { return false }
      return seen.withLock { $0.insert(Array(name)).inserted }
    }
    guard isSuspect else { return }
    call.context.inform(
      "metric might not be a counter, name does not end in _total/_sum/_count/_bucket: "
        + QuotedText.quoted(labels.metricName), at: call.position(of: .rangeVector))
  }
}
