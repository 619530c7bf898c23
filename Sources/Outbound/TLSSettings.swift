/// How an encrypted connection is made and checked: `tls_config`.
package struct TLSSettings: Hashable, Sendable {
  package enum Version: String, Sendable, CaseIterable, Comparable {
    case tls10 = "TLS10"
    case tls11 = "TLS11"
    case tls12 = "TLS12"
    case tls13 = "TLS13"

    package static func < (left: Version, right: Version) -> Bool { left.rawValue < right.rawValue }
  }

  /// Certificates to trust, as PEM; the system's if there is none.
  package var authorities: Secret?
  /// Our own certificate, as PEM, and its key.
  package var certificate: Secret?
  package var key: Secret?
  /// The name that the server's certificate must have, if not the one in the URL.
  package var serverName: String?
  package var insecureSkipVerify: Bool
  package var minVersion: Version?
  package var maxVersion: Version?

  package init(
    authorities: Secret? = nil, certificate: Secret? = nil, key: Secret? = nil, serverName: String? = nil,
    insecureSkipVerify: Bool = false, minVersion: Version? = nil, maxVersion: Version? = nil
  ) {
    self.authorities = authorities
    self.certificate = certificate
    self.key = key
    self.serverName = serverName
    self.insecureSkipVerify = insecureSkipVerify
    self.minVersion = minVersion
    self.maxVersion = maxVersion
  }
}
