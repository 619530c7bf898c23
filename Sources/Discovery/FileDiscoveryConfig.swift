package import TimeSeries

/// One entry of `file_sd_configs`: files that list target groups, read again when they change.
package struct FileDiscoveryConfig: Sendable, Equatable {
  package static let refreshIntervalDefault: Milliseconds = 300_000

  /// Paths that end in `.json`, `.yml` or `.yaml`; `*` may stand in the last segment. Absolute, or as the process sees
  /// them: Config resolves them against its own file.
  package var files: [String]
  /// How often all files are read whether or not they seem changed.
  package var refreshInterval: Milliseconds

  package init(files: [String], refreshInterval: Milliseconds = refreshIntervalDefault) {
    self.files = files
    self.refreshInterval = refreshInterval
  }

  /// What is wrong with `path`, in Prometheus's words; `nil` if it can be watched.
  package static func problem(withPath path: String) -> String? {
    let lastSegment = path.split(separator: "/", omittingEmptySubsequences: false).last ?? ""
    let stem = path.dropLast(lastSegment.count)
    let isList = [".json", ".yml", ".yaml"].contains { lastSegment.hasSuffix($0) }
    return isList && !stem.contains("*") ? nil : "path name \"\(path)\" is not valid for file discovery"
  }
}
