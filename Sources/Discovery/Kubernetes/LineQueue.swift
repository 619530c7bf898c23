import Threads

/// Lines of an answer between the thread that receives them and the task that reads them.
final class LineQueue: Sendable {
  private struct State {
    var lines: [[UInt8]] = []
    /// What came of a line that has no end yet.
    var rest: [UInt8] = []
    var byteCount = 0
  }

  private let state = Locked(State())
  private let bytesMax: Int
  /// Something has come.
  let arrivals: AsyncStream<Void>
  private let arrival: AsyncStream<Void>.Continuation

  /// - Parameter bytesMax: how much may wait to be read.
  init(bytesMax: Int) {
    self.bytesMax = bytesMax
    (arrivals, arrival) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
  }

  /// Takes the next bytes; `false` if more waits then than may.
  func append(_ bytes: UnsafeRawBufferPointer) -> Bool {
    let isWithin = state.withLock { state in
      var parts = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
      let last = parts.removeLast()
      for part in parts {
        state.lines.append(state.rest + part)
        state.rest = []
      }
      state.rest += last
      state.byteCount += bytes.count
      return state.byteCount <= bytesMax
    }
    arrival.yield()
    return isWithin
  }

  /// Nothing more comes: ends ``arrivals``.
  func finish() { arrival.finish() }

  /// The complete lines that have come since the last time.
  func take() -> [[UInt8]] {
    state.withLock { state in
      defer {
        state.lines = []
        state.byteCount = state.rest.count
      }
      return state.lines
    }
  }
}
