import Compression
import Threads

/// Buffers and inflaters that wait for the next body.
///
/// A pool, because hundreds of targets answer in turn: a buffer for each would hold hundreds of bodies' worth of memory.
final class BodyPool: Sendable {
  private struct Idle {
    var buffers: [BodyBuffer] = []
    var inflaters: [GzipInflater] = []
  }

  /// What the bodies hold that were taken from here.
  let bytes: BytesInFlight
  private let idle = Locked(Idle())
  private let countMax: Int
  private let bufferBytesMax: Int

  /// - Parameters:
  ///   - countMax: how many buffers wait at most.
  ///   - bufferBytesMax: larger ones are given back to the system.
  init(countMax: Int, bufferBytesMax: Int, bytes: BytesInFlight) {
    self.bytes = bytes
    self.countMax = countMax
    self.bufferBytesMax = bufferBytesMax
  }

  func takeBuffer() -> BodyBuffer { idle.withLock { $0.buffers.popLast() } ?? BodyBuffer() }

  func give(_ buffer: BodyBuffer) {
    buffer.clear(capacityKept: bufferBytesMax)
    idle.withLock { if $0.buffers.count < countMax { $0.buffers.append(buffer) } }
  }

  func takeInflater() -> GzipInflater { idle.withLock { $0.inflaters.popLast() } ?? GzipInflater() }

  func give(_ inflater: GzipInflater) {
    idle.withLock { if $0.inflaters.count < countMax { $0.inflaters.append(inflater) } }
  }
}
