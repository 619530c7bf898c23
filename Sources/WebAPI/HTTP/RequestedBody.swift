import HTTPTypes
import Hummingbird
import NIOCore
import NIOHTTPTypes

/// A request's body, asked for when somebody reads it.
///
/// A client that sends `Expect: 100-continue`, as curl does with a large body, waits up to a second before it sends the
/// body unasked. It is asked the moment the body is needed, and not at all where the answer does not depend on it.
struct RequestedBody: Sendable {
  private let body: RequestBody
  private let channel: any Channel
  private let isAwaited: Bool
  /// What the client says how long it is; `nil` if it does not.
  private let announcedByteCount: Int?

  init(_ request: Request, on channel: any Channel) {
    body = request.body
    self.channel = channel
    isAwaited = RequestedBody.isAwaited(request)
    announcedByteCount = request.headers[.contentLength].flatMap(Int.init)
  }

  /// Whether the client waits to be asked for the body.
  static func isAwaited(_ request: Request) -> Bool { request.headers[.expect]?.lowercased() == "100-continue" }

  /// The whole body.
  ///
  /// - Throws: `NIOTooManyBytesError` if it has more bytes than `byteCountMax`, or is said to.
  func collect(upTo byteCountMax: Int) async throws -> ByteBuffer {
    if let announcedByteCount, announcedByteCount > byteCountMax {
      throw NIOTooManyBytesError(maxBytes: byteCountMax)
    }
    if isAwaited {
      try await channel.writeAndFlush(HTTPResponsePart.head(HTTPResponse(status: .continue)))
    }
    return try await body.collect(upTo: byteCountMax)
  }
}
