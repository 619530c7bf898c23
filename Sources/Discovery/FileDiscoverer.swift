package import Logging
import Threads
import TimeSeries

/// Targets listed in files, read again when the files change.
///
/// Changes are found by looking at the files' times and sizes, every second; that also sees what is changed over a
/// network, which inotify does not. A file that cannot be read, or holds no list, keeps its previous targets.
package final class FileDiscoverer: Discoverer {
  private struct KnownFile {
    var stamp: FileStamp
    var groups: [TargetGroup]
  }

  private static let lookInterval: Milliseconds = 1000

  private let config: FileDiscoveryConfig
  private let logger: Logger
  private let onReadError: @Sendable () -> Void
  private let files = Locked<[String: KnownFile]>([:])

  package init(_ config: FileDiscoveryConfig, logger: Logger, onReadError: @escaping @Sendable () -> Void = {}) {
    self.config = config
    self.logger = logger
    self.onReadError = onReadError
  }

  package func discover() -> [TargetGroup] {
    look(readingAll: false)
    return groups
  }

  package func run(_ publish: @Sendable ([TargetGroup]) -> Void) async {
    var sinceRefresh: Milliseconds = 0
    while (try? await Task.sleep(for: .milliseconds(FileDiscoverer.lookInterval))) != nil {
      sinceRefresh += FileDiscoverer.lookInterval
      look(readingAll: sinceRefresh >= config.refreshInterval)
      if sinceRefresh >= config.refreshInterval { sinceRefresh = 0 }
      publish(groups)
    }
  }

  /// Of all files, by path.
  private var groups: [TargetGroup] {
    files.withLock { $0.sorted { $0.key < $1.key }.flatMap(\.value.groups) }
  }

  private func look(readingAll: Bool) {
    let paths = Set(config.files.flatMap(FilePaths.matching))
    files.withLock { $0 = $0.filter { paths.contains($0.key) } }
    for path in paths {
      guard let stamp = FileStamp(ofFile: path) else { continue }
      let known = files.withLock { $0[path] }
      if readingAll || known?.stamp != stamp { read(path, stamp, known) }
    }
  }

  private func read(_ path: String, _ stamp: FileStamp, _ known: KnownFile?) {
    do throws(TargetFileError) {
      let groups = try TargetFile.read(path)
      files.withLock { $0[path] = KnownFile(stamp: stamp, groups: groups) }
    } catch {
      onReadError()
      logger.error("\(error)")
      // The stamp is kept, so that a broken file is reported once and not every second.
      files.withLock { $0[path] = KnownFile(stamp: stamp, groups: known?.groups ?? []) }
    }
  }
}
