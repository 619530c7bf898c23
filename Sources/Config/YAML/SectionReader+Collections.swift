package import TimeSeries

/// Lists and mappings.
extension SectionReader {
  /// The section under a key; `nil` if it is not there.
  package func section(_ key: String) -> SectionReader? {
    node(key).flatMap { SectionReader($0, key, log) }
  }

  /// The elements of the list under a key; none if it is not there.
  package func list(_ key: String) -> [ConfigNode] {
    guard let node = node(key) else { return [] }
    guard case .list(let list) = node.content else {
      log.report(node.position, "\(key) must be a list, not \(node.kind)")
      return []
    }
    return list
  }

  /// The sections in the list under a key. A wrong one is reported and left out.
  package func sections(_ key: String, _ name: String) -> [SectionReader] {
    list(key).compactMap { SectionReader($0, name, log) }
  }

  /// The texts in the list under a key, with their places.
  package func texts(_ key: String) -> [(text: String, position: ConfigNode.Position)] {
    list(key).compactMap { node in text(of: node, "an element of \(key)").map { ($0, node.position) } }
  }

  /// The entries of the mapping under a key, in file order; none if it is not there.
  package func entries(_ key: String) -> [ConfigNode.Entry] {
    guard let node = node(key) else { return [] }
    guard case .mapping(let entries) = node.content else {
      log.report(node.position, "\(key) must be a mapping, not \(node.kind)")
      return []
    }
    return entries
  }

  /// A mapping of names to texts under a key.
  package func textEntries(_ key: String) -> [(name: String, text: String, entry: ConfigNode.Entry)] {
    entries(key).compactMap { entry in
      if entry.value.isNull { return (entry.key, "", entry) }
      return text(of: entry.value, entry.key).map { (entry.key, $0, entry) }
    }
  }

  /// Label pairs under a key.
  package func labels(_ key: String) -> Labels {
    var builder = LabelsBuilder()
    for (name, text, entry) in textEntries(key) {
      if name.isEmpty { log.report(entry.keyPosition, "\"\" is not a valid label name") }
      builder.set(name, to: text)
    }
    return builder.labels()
  }
}
