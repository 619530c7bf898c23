import TimeSeries

/// Reads one mapping of a configuration file key by key.
///
/// Each accessor makes its key known; ``finish()`` reports the keys that nobody asked for. So a section is one function that
/// names each of its keys once. An accessor of an absent key gives `nil`; of a wrong value it reports what is wrong and
/// gives `nil` too: reading goes on, and all that is wrong is found in one go.
package final class SectionReader {
  package let log: IssueLog
  /// What the section is called in messages.
  package let name: String
  /// Where the section begins.
  package let position: ConfigNode.Position
  private let entries: [String: ConfigNode.Entry]
  private var known: Set<String> = []

  /// `nil`, and a report, if `node` is no mapping. Nothing at all is an empty mapping.
  package init?(_ node: ConfigNode, _ name: String, _ log: IssueLog) {
    switch node.content {
    case .null: entries = [:]
    case .mapping(let list): entries = Dictionary(list.map { ($0.key, $0) }) { first, _ in first }
    case .scalar, .list:
      log.report(node.position, "\(name) must be a mapping, not \(node.kind)")
      return nil
    }
    self.log = log
    self.name = name
    position = node.position
  }

  /// The value of a key; `nil` if it is not there or says nothing.
  package func node(_ key: String) -> ConfigNode? {
    known.insert(key)
    guard let value = entries[key]?.value, !value.isNull else { return nil }
    return value
  }

  package func has(_ key: String) -> Bool { entries[key].map { !$0.value.isNull } ?? false }

  /// Where `key` stands; where the section begins if it is not there.
  package func position(of key: String) -> ConfigNode.Position { entries[key]?.keyPosition ?? position }

  /// Where the value of `key` begins.
  package func valuePosition(of key: String) -> ConfigNode.Position { entries[key]?.value.position ?? position }

  package func report(_ key: String, _ message: String) { log.report(valuePosition(of: key), message) }

  /// Reports that a key of Prometheus is of no use here, with a sentence that says why.
  package func refuse(_ key: String, _ why: String) {
    known.insert(key)
    if has(key) { log.report(position(of: key), "\(key) is refused: \(why)") }
  }

  package func refuse(_ keys: [String], _ why: String) {
    for key in keys { refuse(key, why) }
  }

  /// Reports every key that no accessor has named.
  package func finish() {
    guard !log.ignoresUnknownKeys else { return }
    for entry in entries.values where !known.contains(entry.key) {
      let guess = EditDistance.nearest(to: entry.key, among: known).map { "; did you mean \"\($0)\"?" } ?? ""
      log.report(entry.keyPosition, "unknown key \(QuotedText.quoted(entry.key)) in \(name)\(guess)")
    }
  }
}
