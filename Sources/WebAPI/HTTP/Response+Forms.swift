import HTTPTypes
import Hummingbird
import NIOCore

extension Response {
  static func json(_ bytes: [UInt8], status: HTTPResponse.Status = .ok) -> Response {
    Response(
      status: status, headers: [.contentType: "application/json"],
      body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
  }

  static func text(
    _ text: String, status: HTTPResponse.Status = .ok, contentType: String = "text/plain; charset=utf-8"
  ) -> Response {
    Response(
      status: status, headers: [.contentType: contentType], body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
  }

  /// An error in words, with a line end, as Go's `http.Error` writes it.
  static func failure(_ status: HTTPResponse.Status, _ text: String) -> Response {
    var response = Response.text(text + "\n", status: status)
    response.headers[.xContentTypeOptions] = "nosniff"
    return response
  }

  static func redirect(to location: String) -> Response {
    Response(status: .found, headers: [.location: location])
  }
}
