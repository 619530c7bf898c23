/// The error of a room that reads messages, so that ``WireReader`` throws what the room itself does.
package protocol WireFailure: Error {
  /// Bytes that are no message. `problem` says what is wrong with them.
  init(malformedMessage problem: String)
}
