import HTTPTypes
import Hummingbird
import NIOCore

extension Response {
  /// The answer to a query: whole if it is small, else as a stream of pieces.
  static func query(_ content: QueryAnswerContent) -> Response {
    var writer = QueryDataWriter(content)
    guard let first = writer.next() else { preconditionFailure("an answer has at least its envelope") }
    guard let second = writer.next() else {
      return Response(
        status: .ok, headers: [.contentType: "application/json"], body: ResponseBody(byteBuffer: first))
    }
    let rest = writer
    let body = ResponseBody { output in
      try await output.write(contentsOf: [first, second])
      var writer = rest
      while let piece = writer.next() { try await output.write(piece) }
      try await output.finish(nil)
    }
    return Response(status: .ok, headers: [.contentType: "application/json"], body: body)
  }
}
