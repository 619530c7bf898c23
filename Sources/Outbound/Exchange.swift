internal import CCurl
import Compression

/// One request on its way: what has come of the answer so far, and who waits for it.
///
/// New for every request, so that a cancellation that comes late finds nothing to cancel.
// @unchecked: `isCanceled` is guarded by the loop's lock; all else belongs to the loop's thread from submission to
// resumption, and to the waiting task before and after.
final class Exchange: @unchecked Sendable {
  enum Outcome {
    case finished(CURLcode)
    case canceled
    case closed
  }

  let handle: EasyHandle
  private(set) var headers = HTTPHeaders()
  private(set) var hasOverflowed = false
  /// Whether the bodies of all requests together left no room for this one.
  private(set) var isCrowdedOut = false
  /// Guarded by the loop's lock.
  var isCanceled = false
  var continuation: CheckedContinuation<Outcome, Never>?
  let pool: BodyPool
  private let bodyBytesMax: Int
  /// Who takes the body as it comes, if not the buffer.
  private let receiver: BodyReceiver?
  /// Taken with the first byte: most exchanges wait, and should wait without a buffer.
  private var buffer: BodyBuffer?
  /// What was taken of the bytes that all requests together may hold.
  private var heldCount = 0

  init(_ handle: EasyHandle, pool: BodyPool, bodyBytesMax: Int, receiver: BodyReceiver?) {
    self.handle = handle
    self.pool = pool
    self.bodyBytesMax = bodyBytesMax
    self.receiver = receiver
  }

  deinit {
    if let buffer { pool.give(buffer) }
    pool.bytes.give(heldCount)
  }

  /// Hands the body over.
  func takeBody() -> ResponseBody {
    defer { (buffer, heldCount) = (nil, 0) }
    return ResponseBody(buffer ?? pool.takeBuffer(), pool, heldCount: heldCount)
  }

  /// Makes libcurl bring what it receives here. The loop keeps the exchange alive while it is in flight.
  func receive() {
    let context = Unmanaged.passUnretained(self).toOpaque()
    iap_set_receivers(
      handle.easy,
      { bytes, _, count, context in Exchange.at(context).receiveBody(UnsafeRawBufferPointer(start: bytes, count: count))
      },
      { bytes, _, count, context in
        Exchange.at(context).receiveHeader(UnsafeRawBufferPointer(start: bytes, count: count))
      },
      context)
  }

  func resume(_ outcome: Outcome) {
    continuation?.resume(returning: outcome)
    continuation = nil
  }

  private static func at(_ context: UnsafeMutableRawPointer?) -> Exchange {
    guard let context else { preconditionFailure("libcurl lost the context of a transfer") }
    return Unmanaged<Exchange>.fromOpaque(context).takeUnretainedValue()
  }

  /// Returns how many bytes were taken; fewer than came makes libcurl end the transfer.
  private func receiveBody(_ bytes: UnsafeRawBufferPointer) -> Int {
    if let receiver, handle.status == 200 {
      hasOverflowed = !receiver(bytes)
    } else {
      let buffer = buffer ?? firstBuffer()
      self.buffer = buffer
      guard hold(bytes.count) else { return 0 }
      hasOverflowed = !buffer.append(bytes, capacityMax: bodyBytesMax)
    }
    return hasOverflowed ? 0 : bytes.count
  }

  private func hold(_ count: Int) -> Bool {
    isCrowdedOut = !pool.bytes.take(count, behind: heldCount)
    if !isCrowdedOut { heldCount += count }
    return !isCrowdedOut
  }

  /// A buffer that need not grow if the server said how much will come; what it says is not believed without bound.
  private func firstBuffer() -> BodyBuffer {
    let buffer = pool.takeBuffer()
    buffer.prepare(min(handle.announcedLength, Exchange.preparedBytesMax), capacityMax: bodyBytesMax)
    return buffer
  }

  private static let preparedBytesMax = 1 << 20

  private func receiveHeader(_ line: UnsafeRawBufferPointer) -> Int {
    headers.append(line)
    return line.count
  }
}
