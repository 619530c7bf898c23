import TimeSeries

/// Writes a ``ConfigNode`` as YAML again, with what is secret replaced.
struct RedactedYAML {
  private let redactions: [ConfigNode.Position: String]
  private var text = ""

  /// The whole document; empty for an empty one.
  static func text(of node: ConfigNode, redactions: [ConfigNode.Position: String]) -> String {
    var writer = RedactedYAML(redactions: redactions)
    writer.write(node, indent: 0)
    return writer.text
  }

  private init(redactions: [ConfigNode.Position: String]) { self.redactions = redactions }

  private mutating func write(_ node: ConfigNode, indent: Int) {
    switch node.content {
    case .mapping(let entries):
      for entry in entries { write(entry, indent: indent) }
    case .list(let nodes):
      for node in nodes { writeElement(node, indent: indent) }
    case .null, .scalar: text += inline(node) + "\n"
    }
  }

  private mutating func write(_ entry: ConfigNode.Entry, indent: Int) {
    text += String(repeating: " ", count: indent) + RedactedYAML.scalar(entry.key, isPlain: true) + ":"
    if isBlock(entry.value) {
      text += "\n"
      // Lists stand below their key without indent, as Prometheus prints them.
      if case .list = entry.value.content {
        write(entry.value, indent: indent)
      } else {
        write(entry.value, indent: indent + 2)
      }
    } else {
      text += " " + inline(entry.value) + "\n"
    }
  }

  private mutating func writeElement(_ node: ConfigNode, indent: Int) {
    let lead = String(repeating: " ", count: indent) + "- "
    guard isBlock(node) else {
      text += lead + inline(node) + "\n"
      return
    }
    var inner = RedactedYAML(redactions: redactions)
    inner.write(node, indent: indent + 2)
    text += lead + inner.text.dropFirst(indent + 2)
  }

  private func isBlock(_ node: ConfigNode) -> Bool {
    switch node.content {
    case .mapping(let entries): !entries.isEmpty
    case .list(let nodes): !nodes.isEmpty
    case .null, .scalar: false
    }
  }

  private func inline(_ node: ConfigNode) -> String {
    if let shown = redactions[node.position], case .scalar = node.content { return shown }
    switch node.content {
    case .null: return "null"
    case .scalar(let text, let isPlain): return RedactedYAML.scalar(text, isPlain: isPlain)
    case .list: return "[]"
    case .mapping: return "{}"
    }
  }

  /// Quoted unless it was plain and is so harmless that it stays plain anywhere.
  static func scalar(_ text: String, isPlain: Bool) -> String {
    let harmless = text.utf8.allSatisfy { byte in
      byte > 0x20 && byte < 0x7f && !"#:,[]{}&*!|>'\"%@`?\\".utf8.contains(byte)
    }
    let isSafe = !text.isEmpty && harmless && !text.hasPrefix("-") && text != "~"
    if isSafe, isPlain || isWord(text) { return text }
    return QuotedText.quoted(text)
  }

  /// Whether it would be text without its quotes too: a letter first, and not one of YAML's words.
  private static func isWord(_ text: String) -> Bool {
    let words: Set = ["true", "false", "yes", "no", "on", "off", "null", "y", "n"]
    return text.first.map { $0.isASCII && $0.isLetter || $0 == "/" } == true && !words.contains(text.lowercased())
  }
}
