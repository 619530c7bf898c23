internal import CThreads
import Glibc

/// A thread of its own for work that blocks: network polling, disk writes. The concurrency pool has one thread a core
/// and must never wait for either.
package enum NamedThread {
  /// Starts `body` on a new detached thread called `name` (at most 15 bytes are shown).
  ///
  /// Nothing can wait for the thread: `body` reports its end itself.
  ///
  /// - Parameter stackByteCount: the process's own limit if `nil`.
  package static func start(_ name: String, stackByteCount: Int? = nil, _ body: @escaping @Sendable () -> Void) {
    let start = Unmanaged.passRetained(Start(name: name, body: body))
    var thread = pthread_t()
    var attributes = pthread_attr_t()
    pthread_attr_init(&attributes)
    pthread_attr_setdetachstate(&attributes, CInt(PTHREAD_CREATE_DETACHED))
    if let stackByteCount { pthread_attr_setstacksize(&attributes, stackByteCount) }
    defer { pthread_attr_destroy(&attributes) }
    let code = pthread_create(
      &thread, &attributes,
      { argument in
        guard let argument else { return nil }
        let start = Unmanaged<Start>.fromOpaque(argument).takeRetainedValue()
        iap_name_this_thread(start.name)
        start.body()
        return nil
      }, start.toOpaque())
    precondition(code == 0, "starting the thread \(name): \(String(cString: strerror(code)))")
  }

  private final class Start: Sendable {
    let name: String
    let body: @Sendable () -> Void

    init(name: String, body: @escaping @Sendable () -> Void) {
      self.name = name
      self.body = body
    }
  }
}
