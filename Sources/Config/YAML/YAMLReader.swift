import Yams

/// Turns the text of one file into a ``ConfigNode``, within limits.
package struct YAMLReader {
  private let file: String
  private let limits: YAMLLimits
  private var nodeCount = 0

  /// The document in `text`; a file without one is empty, not wrong.
  ///
  /// - Throws: ``ConfigError`` with reason `syntax` and a single issue: behind it nothing can be trusted.
  package static func read(_ text: String, file: String, limits: YAMLLimits = YAMLLimits()) throws(ConfigError) -> ConfigNode {
    var reader = YAMLReader(file: file, limits: limits)
    return try reader.document(text)
  }

  private init(file: String, limits: YAMLLimits) {
    self.file = file
    self.limits = limits
  }

  private mutating func document(_ text: String) throws(ConfigError) -> ConfigNode {
    guard text.utf8.count <= limits.bytesMax else {
      throw syntax("the file has \(text.utf8.count) bytes; configuration files may have \(limits.bytesMax)")
    }
    if let position = AliasGuard.collectionKey(in: text, aliasesMax: limits.harmlessAliasesMax) {
      throw syntax("keys with aliases are refused in a file with many aliases", position)
    }
    guard let root = try composed(text) else { return ConfigNode(content: .null, position: .start) }
    return try node(root, depth: 0)
  }

  /// The basic resolver leaves scalars alone: which of them are numbers is for the reading section to say.
  private func composed(_ text: String) throws(ConfigError) -> Node? {
    do {
      return try Yams.compose(yaml: text, .basic)
    } catch {
      throw translated(error)
    }
  }

  private mutating func node(_ node: Node, depth: Int) throws(ConfigError) -> ConfigNode {
    let position = YAMLReader.position(of: node)
    nodeCount += 1
    guard nodeCount <= limits.nodesMax else {
      throw syntax("more than \(limits.nodesMax) values, aliases followed", position)
    }
    guard depth <= limits.depthMax else { throw syntax("nested deeper than \(limits.depthMax) levels", position) }
    return ConfigNode(content: try content(of: node, depth: depth), position: position)
  }

  private mutating func content(of node: Node, depth: Int) throws(ConfigError) -> ConfigNode.Content {
    switch node {
    case .scalar(let scalar): return YAMLReader.content(of: scalar)
    case .sequence(let sequence):
      var list: [ConfigNode] = []
      for element in sequence { list.append(try self.node(element, depth: depth + 1)) }
      return .list(list)
    case .mapping(let mapping): return .mapping(try entries(of: mapping, depth: depth))
    case .alias: return .null
    }
  }

  private static func content(of scalar: Node.Scalar) -> ConfigNode.Content {
    let isPlain = scalar.style == .plain || scalar.style == .any
    let means = ["", "~", "null", "Null", "NULL"]
    return isPlain && means.contains(scalar.string) ? .null : .scalar(scalar.string, isPlain: isPlain)
  }

  private mutating func entries(of mapping: Node.Mapping, depth: Int) throws(ConfigError) -> [ConfigNode.Entry] {
    var own: [ConfigNode.Entry] = []
    var merged: [ConfigNode.Entry] = []
    for (key, value) in mapping {
      let position = YAMLReader.position(of: key)
      guard case .scalar(let name) = key else { throw syntax("a key must be a scalar", position) }
      let value = try node(value, depth: depth + 1)
      if name.string == "<<", name.style == .plain {
        merged += try mergedEntries(value)
      } else {
        own.append(ConfigNode.Entry(key: name.string, keyPosition: position, value: value))
      }
    }
    // Keys of the mapping itself win over merged ones, earlier merged ones over later.
    var known = Set(own.map(\.key))
    return own + merged.filter { known.insert($0.key).inserted }
  }

  private func mergedEntries(_ node: ConfigNode) throws(ConfigError) -> [ConfigNode.Entry] {
    switch node.content {
    case .mapping(let entries): return entries
    case .list(let nodes):
      var entries: [ConfigNode.Entry] = []
      for node in nodes {
        guard case .mapping(let more) = node.content else { throw syntax("<< takes mappings", node.position) }
        entries += more
      }
      return entries
    case .null, .scalar: throw syntax("<< takes a mapping or a list of mappings", node.position)
    }
  }

  private static func position(of node: Node) -> ConfigNode.Position {
    guard let mark = node.mark else { return .start }
    return ConfigNode.Position(line: mark.line, column: mark.column)
  }

  private func syntax(_ message: String, _ position: ConfigNode.Position? = nil) -> ConfigError {
    ConfigError(
      .syntax,
      [ConfigIssue(file: file, line: position?.line ?? 0, column: position?.column ?? 0, message: message)])
  }

  private func translated(_ error: any Error) -> ConfigError {
    func at(_ mark: Mark) -> ConfigNode.Position { .init(line: mark.line, column: mark.column) }
    guard let error = error as? YamlError else { return syntax("\(error)") }
    switch error {
    case .scanner(let context, let problem, let mark, _), .parser(let context, let problem, let mark, _),
      .composer(let context, let problem, let mark, _):
      return syntax(context.map { "\($0.text): \(problem)" } ?? problem, at(mark))
    case .duplicatedKeysInMapping(let names, let context):
      let keys = names.map { "\"\($0)\"" }.joined(separator: ", ")
      return syntax("\(names.count == 1 ? "the key" : "the keys") \(keys) given twice in one mapping", at(context.mark))
    case .reader(let problem, _, _, _): return syntax("the file is not UTF-8 text: \(problem)")
    default: return syntax("\(error)")
    }
  }
}
