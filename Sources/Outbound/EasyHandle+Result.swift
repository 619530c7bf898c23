internal import CCurl
import Glibc

/// What a finished transfer tells.
extension EasyHandle {
  var status: Int { iap_get_long(easy, CURLINFO_RESPONSE_CODE) }

  /// `Content-Length`, or 0 if there is none.
  var announcedLength: Int { max(0, iap_get_offset(easy, CURLINFO_CONTENT_LENGTH_DOWNLOAD_T)) }

  /// Where a redirect leads, made absolute; `nil` if the answer is no redirect.
  var redirectURL: String? { iap_get_string(easy, CURLINFO_REDIRECT_URL).map { String(cString: $0) } }

  var timing: HTTPTiming {
    HTTPTiming(
      connect: max(seconds(CURLINFO_CONNECT_TIME_T), seconds(CURLINFO_APPCONNECT_TIME_T)),
      firstByte: seconds(CURLINFO_STARTTRANSFER_TIME_T), total: seconds(CURLINFO_TOTAL_TIME_T))
  }

  /// Tells the causes of a failure apart.
  /// - Parameter timeoutSeconds: the limit that was set for the whole transfer.
  func reason(of code: CURLcode, timeoutSeconds: Double) -> OutboundError.Reason {
    switch code {
    case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY: .dns
    case CURLE_COULDNT_CONNECT: connectFailure
    case CURLE_OPERATION_TIMEDOUT: timeoutReason(timeoutSeconds)
    case CURLE_FILESIZE_EXCEEDED: .bodyTooLarge
    case CURLE_PARTIAL_FILE, CURLE_GOT_NOTHING, CURLE_RECV_ERROR, CURLE_SEND_ERROR, CURLE_HTTP2, CURLE_HTTP2_STREAM:
      .truncated
    case CURLE_URL_MALFORMAT: .badURL
    // The scheme was checked before, so this is HTTP/0.9 or some other protocol on the port.
    case CURLE_UNSUPPORTED_PROTOCOL, CURLE_WEIRD_SERVER_REPLY: .badResponse
    case _ where EasyHandle.tlsCodes.contains(code.rawValue): .tls
    default: .other
    }
  }

  private var connectFailure: OutboundError.Reason {
    switch CInt(truncatingIfNeeded: iap_get_long(easy, CURLINFO_OS_ERRNO)) {
    case ECONNREFUSED, ENOENT: .refused
    case ETIMEDOUT: .connectTimeout
    default: .unreachable
    }
  }

  /// libcurl has one code for three limits: on connecting, on the whole, and on slowness.
  private func timeoutReason(_ timeoutSeconds: Double) -> OutboundError.Reason {
    // The request is sent as soon as TCP, a proxy's tunnel and TLS are there.
    if seconds(CURLINFO_PRETRANSFER_TIME_T) == 0 { return .connectTimeout }
    return seconds(CURLINFO_TOTAL_TIME_T) < timeoutSeconds - 0.002 ? .stalled : .timeout
  }

  private static let tlsCodes: Set<UInt32> = [
    CURLE_SSL_CONNECT_ERROR, CURLE_SSL_CERTPROBLEM, CURLE_SSL_CIPHER, CURLE_PEER_FAILED_VERIFICATION,
    CURLE_SSL_CACERT_BADFILE, CURLE_SSL_ISSUER_ERROR, CURLE_SSL_PINNEDPUBKEYNOTMATCH, CURLE_SSL_INVALIDCERTSTATUS,
    CURLE_SSL_ENGINE_NOTFOUND, CURLE_SSL_ENGINE_SETFAILED, CURLE_SSL_SHUTDOWN_FAILED, CURLE_SSL_CRL_BADFILE,
    CURLE_SSL_CLIENTCERT, CURLE_USE_SSL_FAILED,
  ].reduce(into: []) { $0.insert($1.rawValue) }

  private func seconds(_ info: CURLINFO) -> Double { Double(iap_get_offset(easy, info)) / 1e6 }
}
