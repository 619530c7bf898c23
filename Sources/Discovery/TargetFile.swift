import Glibc
import TimeSeries
import Yams

/// A file of target groups: a list of `{targets: […], labels: {…}}` in YAML or JSON, which is YAML too.
enum TargetFile {
  static let filePathLabel = "__meta_filepath"
  /// No list of children is longer; a mistaken path must not fill the memory.
  static let byteCountMax = 32 << 20

  static func read(_ path: String) throws(TargetFileError) -> [TargetGroup] {
    let text = try content(of: path)
    let node: Node?
    do {
      node = try compose(yaml: text)
    } catch {
      throw TargetFileError(path, "\(error)")
    }
    // An empty file lists nothing.
    guard let node, node.null == nil else { return [] }
    guard let list = node.sequence else { throw TargetFileError(path, "expected a list of target groups") }
    var groups: [TargetGroup] = []
    for (index, entry) in list.enumerated() { groups.append(try group(entry, path, index)) }
    return groups
  }

  private static func group(_ node: Node, _ path: String, _ index: Int) throws(TargetFileError) -> TargetGroup {
    guard let mapping = node.mapping else { throw TargetFileError(path, "group \(index + 1) is not a mapping") }
    var group = TargetGroup(targets: [], source: "\(path):\(index)")
    var builder = LabelsBuilder()
    for (key, value) in mapping {
      switch key.string {
      case "targets": group.targets = try targets(value, path)
      case "labels": try readLabels(value, path, &builder)
      case let other: throw TargetFileError(path, "group \(index + 1) has the unknown key \"\(other ?? "")\"")
      }
    }
    builder.set(filePathLabel, to: path)
    group.labels = builder.labels()
    return group
  }

  private static func targets(_ node: Node, _ path: String) throws(TargetFileError) -> [String] {
    guard let list = node.sequence else { throw TargetFileError(path, "targets must be a list of host:port") }
    var targets: [String] = []
    for entry in list {
      guard let target = entry.scalar?.string else { throw TargetFileError(path, "a target is not host:port") }
      targets.append(target)
    }
    return targets
  }

  private static func readLabels(
    _ node: Node, _ path: String, _ builder: inout LabelsBuilder
  ) throws(TargetFileError) {
    if node.null != nil { return }
    guard let mapping = node.mapping else { throw TargetFileError(path, "labels must map names to values") }
    for (key, value) in mapping {
      guard let name = key.scalar?.string, !name.isEmpty, let text = value.scalar?.string else {
        throw TargetFileError(path, "a label is not a name and a text")
      }
      builder.set(name, to: text)
    }
  }

  private static func content(of path: String) throws(TargetFileError) -> String {
    guard let file = fopen(path, "r") else { throw TargetFileError(path, String(cString: strerror(errno))) }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = fread(&buffer, 1, buffer.count, file)
      if count == 0 { break }
      bytes += buffer[..<count]
      guard bytes.count <= byteCountMax else { throw TargetFileError(path, "it is larger than \(byteCountMax) bytes") }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
