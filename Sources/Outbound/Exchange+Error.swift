internal import CCurl

extension Exchange {
  /// Why there is no answer, in words; `nil` if there is one.
  func error(_ outcome: Outcome, _ request: HTTPRequest, timeoutSeconds: Double) -> OutboundError? {
    lazy var what = "\(request.method.rawValue) \(RequestURL.redacted(request.url))"
    switch outcome {
    case .finished(CURLE_OK): return nil
    case .canceled: return OutboundError(.canceled, "\(what): canceled")
    case .closed: return OutboundError(.closed, "\(what): the client is closed")
    case .finished(let code):
      if isCrowdedOut { return OutboundError(.crowdedOut, "\(what): \(pool.bytes.words)") }
      let reason = hasOverflowed ? .bodyTooLarge : handle.reason(of: code, timeoutSeconds: timeoutSeconds)
      return OutboundError(reason, "\(what): \(words(for: reason, code, request))")
    }
  }

  private func words(for reason: OutboundError.Reason, _ code: CURLcode, _ request: HTTPRequest) -> String {
    switch reason {
    case .bodyTooLarge: return "more came than the \(request.bodyBytesMax) bytes that are taken"
    case .timeout: return "no complete answer within \(request.timeoutSeconds) s"
    case .stalled:
      let options = request.options
      return "slower than \(options.stallBytesPerSecond) bytes/s for \(options.stallSeconds) s"
    default:
      let words = handle.errorDescription
      return words.isEmpty ? String(cString: curl_easy_strerror(code)) : words
    }
  }
}
