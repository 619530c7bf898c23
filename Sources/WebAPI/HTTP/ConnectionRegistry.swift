import NIOCore
import Threads

/// The open connections, so that a request finds the watch of its own.
final class ConnectionRegistry: Sendable {
  private let watches = Locked<[ObjectIdentifier: ConnectionWatch]>([:])

  var count: Int { watches.withLock { $0.count } }

  func watch(of channel: any Channel) -> ConnectionWatch? {
    watches.withLock { $0[ObjectIdentifier(channel)] }
  }

  func open(_ channel: any Channel) -> ConnectionWatch {
    let watch = ConnectionWatch()
    watches.withLock { $0[ObjectIdentifier(channel)] = watch }
    return watch
  }

  func close(_ channel: any Channel) {
    watches.withLock { $0[ObjectIdentifier(channel)] = nil }
  }
}
