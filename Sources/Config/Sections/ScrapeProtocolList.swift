import Exposition
import TimeSeries

/// Reads `scrape_protocols`: formats in order of preference, each once.
enum ScrapeProtocolList {
  static func read(_ section: SectionReader) -> [ScrapeProtocol]? {
    let key = "scrape_protocols"
    guard section.node(key) != nil else { return nil }
    var protocols: [ScrapeProtocol] = []
    let nodes = section.list(key)
    for node in nodes {
      guard let format: ScrapeProtocol = section.choice(of: node, key) else { continue }
      if protocols.contains(format) {
        section.log.report(node.position, "duplicated protocol in \(key): \(QuotedText.quoted(format.rawValue))")
      }
      protocols.append(format)
    }
    if nodes.isEmpty { section.report(key, "\(key) cannot be empty") }
    return protocols
  }
}
