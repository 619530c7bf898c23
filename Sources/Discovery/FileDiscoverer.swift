package import Logging
import Telemetry
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
  private let metrics: DiscoveryMetrics?
  private let files = Locked<[String: KnownFile]>([:])

  package init(_ config: FileDiscoveryConfig, logger: Logger, metrics: DiscoveryMetrics? = nil) {
    self.config = config
    self.logger = logger
    self.metrics = metrics
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
    let began = Clock.monotonicSeconds()
    let paths = Set(config.files.flatMap(FilePaths.matching))
    forgetFiles(besides: paths)
    for path in paths {
      guard let stamp = FileStamp(ofFile: path) else { continue }
      metrics?.fileModified[path].set(stamp.modified)
      let known = files.withLock { $0[path] }
      if readingAll || known?.stamp != stamp { read(path, stamp, known) }
    }
    metrics?.fileScanDuration.observe(Clock.monotonicSeconds() - began)
  }

  private func forgetFiles(besides paths: Set<String>) {
    let gone = files.withLock { files in
      defer { files = files.filter { paths.contains($0.key) } }
      return files.keys.filter { !paths.contains($0) }
    }
    for path in gone { metrics?.fileModified.remove(path) }
  }

  private func read(_ path: String, _ stamp: FileStamp, _ known: KnownFile?) {
    do throws(TargetFileError) {
      let groups = try TargetFile.read(path)
      files.withLock { $0[path] = KnownFile(stamp: stamp, groups: groups) }
    } catch {
      metrics?.fileReadErrors.add()
      logger.error("\(error)")
      // The stamp is kept, so that a broken file is reported once and not every second.
      files.withLock { $0[path] = KnownFile(stamp: stamp, groups: known?.groups ?? []) }
    }
  }
}
