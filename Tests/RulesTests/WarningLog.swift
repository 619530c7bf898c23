import Logging
import Threads

/// Keeps the messages of warnings and worse.
struct WarningLog: LogHandler {
  var logLevel = Logger.Level.warning
  var metadata: Logger.Metadata = [:]
  private let messages: Locked<[String]>

  init(_ messages: Locked<[String]>) { self.messages = messages }

  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  func log(event: LogEvent) { messages.withLock { $0.append("\(event.message)") } }
}
