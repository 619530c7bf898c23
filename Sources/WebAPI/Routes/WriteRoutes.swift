import Compression
import HTTPTypes
import Hummingbird
import NIOCore
import RemoteProtocol
import Storage
import Telemetry

/// POST `/api/v1/write`: remote write 1.0 and 2.0, for clusters that can only push.
package struct WriteRoutes: WebRoutes {
  private let isEnabled: Bool
  private let receiver: WriteReceiver
  private let limits: WriteLimits

  /// - Parameter isEnabled: `--web.enable-remote-write-receiver`.
  package init(isEnabled: Bool, receiver: WriteReceiver) {
    self.isEnabled = isEnabled
    self.receiver = receiver
    limits = WriteLimits()
  }

  package func add(to table: inout RouteTable) {
    table.on(.post, at: "/api/v1/write", body: .stream) { try await write($0) }
  }

  private func write(_ request: WebRequest) async throws -> Response {
    guard isEnabled else {
      throw PlainError(
        .notFound, "remote write receiver needs to be enabled with --web.enable-remote-write-receiver")
    }
    let format = try WriteHeaders.message(request.headers)
    let outcome = try await receiver.receive(try await message(request, format))
    var response = outcome.problem.map { Response.failure($0.status, $0.text) } ?? Response(status: .noContent)
    if outcome.refusedSeriesCount > 0 { response.headers[.refusedSeries] = "\(outcome.refusedSeriesCount)" }
    if format == .interned { response.headers.append(contentsOf: WriteHeaders.written(outcome)) }
    return response
  }

  /// Reads, unpacks and decodes the body, each within its bound.
  private func message(_ request: WebRequest, _ format: WriteHeaders.Message) async throws -> WriteRequest {
    do {
      let body = try await request.body.collect(upTo: limits.byteCountMax)
      let bytes = try body.withUnsafeReadableBytes {
        try Snappy.decompress($0.bytes, byteCountMax: limits.byteCountMax)
      }
      return switch format {
      case .plain: try WriteRequestDecoder.decode(bytes.span.bytes, limits: limits)
      case .interned: try InternedWriteDecoder.decode(bytes.span.bytes, limits: limits)
      }
    } catch is NIOTooManyBytesError {
      throw PlainError(.contentTooLarge, "the body has more than \(limits.byteCountMax) bytes")
    } catch let error as CompressionError {
      throw PlainError(error.reason == .tooLarge ? .contentTooLarge : .badRequest, error.description)
    } catch let error as RemoteProtocolError {
      throw PlainError(error.reason == .tooLarge ? .contentTooLarge : .badRequest, error.description)
    }
  }
}
