import HTTPTypes

/// An answer in words instead of an envelope, as the endpoints outside of the query API give it.
struct PlainError: Error {
  let status: HTTPResponse.Status
  let text: String

  init(_ status: HTTPResponse.Status, _ text: String) {
    self.status = status
    self.text = text
  }
}
