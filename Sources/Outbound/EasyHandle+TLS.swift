internal import CCurl

extension EasyHandle {
  /// Sets how the connection is encrypted and checked. Files are named, not read: libcurl reads them when it connects.
  func set(_ tls: TLSSettings) throws(OutboundError) {
    if tls.insecureSkipVerify {
      try set(CURLOPT_SSL_VERIFYPEER, 0)
      try set(CURLOPT_SSL_VERIFYHOST, 0)
    }
    try set(CURLOPT_CAINFO, CURLOPT_CAINFO_BLOB, tls.authorities)
    try set(CURLOPT_SSLCERT, CURLOPT_SSLCERT_BLOB, tls.certificate)
    try set(CURLOPT_SSLKEY, CURLOPT_SSLKEY_BLOB, tls.key)
    // Prometheus's least version is TLS 1.2, too.
    let least = EasyHandle.leastVersion(tls.minVersion ?? .tls12)
    try set(CURLOPT_SSLVERSION, least | (tls.maxVersion.map(EasyHandle.greatestVersion) ?? 0))
  }

  private func set(_ fileOption: CURLoption, _ blobOption: CURLoption, _ material: Secret?) throws(OutboundError) {
    switch material {
    case .file(let path): try set(fileOption, path)
    case .text(let pem):
      let bytes = Array(pem.utf8)
      let code = bytes.span.bytes.withUnsafeBytes { iap_set_blob(easy, blobOption, $0.baseAddress, $0.count) }
      try check(code, "a certificate or key")
    case nil: return
    }
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
