import Compression
import HTTPTypes
import Hummingbird
import NIOCore

/// Answers packed with gzip where the client takes it.
enum GzipBody {
  /// Smaller answers go as they are: packing them saves no packet.
  private static let byteCountMin = 1024

  /// Packs the body of `response` if `request` allows it and it is worth it.
  static func apply(to response: inout Response, for request: Request) {
    guard (response.body.contentLength ?? .max) >= byteCountMin, response.headers[.contentEncoding] == nil,
      accepts(request.headers[values: .acceptEncoding])
    else { return }
    let body = response.body
    response.body = ResponseBody { writer in try await body.write(GzipBodyWriter(writer)) }
    response.headers[.contentEncoding] = "gzip"
    response.headers[.vary] = [response.headers[.vary], "Accept-Encoding"].compactMap { $0 }.joined(separator: ", ")
  }

  /// Whether gzip is listed, and not with the weight zero.
  static func accepts(_ headers: [String]) -> Bool {
    headers.contains { header in
      header.split(separator: ",").contains { offer in
        let parts = offer.split(separator: ";").map { $0.filter { $0 != " " } }
        return parts.first == "gzip" && !parts.dropFirst().contains { $0 == "q=0" || $0.hasPrefix("q=0.000") }
      }
    }
  }
}

/// Packs what is written to it and hands it on.
private struct GzipBodyWriter: ResponseBodyWriter {
  private var parent: any ResponseBodyWriter
  private let deflater = GzipDeflater()

  init(_ parent: any ResponseBodyWriter) { self.parent = parent }

  @concurrent mutating func write(_ buffer: ByteBuffer) async throws {
    buffer.withUnsafeReadableBytes { deflater.append($0.bytes) }
    let packed = deflater.take()
    if !packed.isEmpty { try await parent.write(ByteBuffer(bytes: packed)) }
  }

  @concurrent consuming func finish(_ trailingHeaders: HTTPFields?) async throws {
    deflater.finish()
    try await parent.write(ByteBuffer(bytes: deflater.take()))
    try await parent.finish(trailingHeaders)
  }
}
