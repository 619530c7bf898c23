internal import CCurl

extension EasyHandle {
  /// Sets how the connection is encrypted and checked.
  ///
  /// Certificates and keys are given to libcurl, not their files' names: so it notices when one has changed, and makes a new
  /// connection.
  func set(_ tls: TLSSettings) throws(OutboundError) {
    if tls.insecureSkipVerify {
      try set(CURLOPT_SSL_VERIFYPEER, 0)
      try set(CURLOPT_SSL_VERIFYHOST, 0)
    }
    try set(CURLOPT_CAINFO_BLOB, pem: tls.authorities)
    try set(CURLOPT_SSLCERT_BLOB, pem: tls.certificate)
    try set(CURLOPT_SSLKEY_BLOB, pem: tls.key)
    // Prometheus's least version is TLS 1.2, too.
    let least = EasyHandle.leastVersion(tls.minVersion ?? .tls12)
    try set(CURLOPT_SSLVERSION, least | (tls.maxVersion.map(EasyHandle.greatestVersion) ?? 0))
  }

  func set(_ option: CURLoption, pem: Secret?) throws(OutboundError) {
    guard let pem else { return }
    let bytes = Array(try pem.reveal().utf8)
    let code = bytes.span.bytes.withUnsafeBytes { iap_set_blob(easy, option, $0.baseAddress, $0.count) }
    try check(code, "a certificate or key")
  }

  private static func leastVersion(_ version: TLSSettings.Version) -> Int {
    switch version {
    case .tls10: Int(CURL_SSLVERSION_TLSv1_0)
    case .tls11: Int(CURL_SSLVERSION_TLSv1_1)
    case .tls12: Int(CURL_SSLVERSION_TLSv1_2)
    case .tls13: Int(CURL_SSLVERSION_TLSv1_3)
    }
  }

  private static func greatestVersion(_ version: TLSSettings.Version) -> Int {
    switch version {
    case .tls10: Int(CURL_SSLVERSION_MAX_TLSv1_0)
    case .tls11: Int(CURL_SSLVERSION_MAX_TLSv1_1)
    case .tls12: Int(CURL_SSLVERSION_MAX_TLSv1_2)
    case .tls13: Int(CURL_SSLVERSION_MAX_TLSv1_3)
    }
  }
}
