import Glibc
package import Logging
import Telemetry
import TimeSeries

/// Log lines on standard error: `time=… level=INFO source=scrape msg="…" key=value`, or the same as JSON.
package struct StandardErrorLog: LogHandler {
  package var logLevel: Logger.Level
  package var metadata: Logger.Metadata = [:]
  private let label: String
  private let format: LogFormat

  package init(label: String, level: Logger.Level, format: LogFormat) {
    self.label = label
    self.format = format
    logLevel = level
  }

  package subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  package func log(event: LogEvent) {
    var fields = [
      ("time", UTCTime.text(of: Clock.now())), ("level", StandardErrorLog.name(of: event.level)), ("source", label),
      ("msg", "\(event.message)"),
    ]
    let extra = metadata.merging(event.metadata ?? [:]) { $1 }
    fields += extra.sorted { $0.key < $1.key }.map { ($0.key, "\($0.value)") }
    let line = format == .json ? LogLine.json(fields) : LogLine.logfmt(fields)
    // One write a line, so that lines of several threads do not mix.
    _ = line.withUnsafeBytes { write(STDERR_FILENO, $0.baseAddress, $0.count) }
  }

  private static func name(of level: Logger.Level) -> String {
    switch level {
    case .trace, .debug: "DEBUG"
    case .info, .notice: "INFO"
    case .warning: "WARN"
    case .error, .critical: "ERROR"
    }
  }
}
