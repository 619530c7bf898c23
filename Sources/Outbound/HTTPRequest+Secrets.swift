extension HTTPRequest {
  /// The same with what is in the files of its secrets and certificates in their places: the same request again as long as
  /// the files say the same, another one as soon as one of them changes.
  func revealed() throws(OutboundError) -> HTTPRequest {
    var revealed = self
    try HTTPHeader.reveal(&revealed.headers)
    try HTTPHeader.reveal(&revealed.options.proxyConnectHeaders)
    try revealed.options.credentials?.reveal()
    if url.prefix(6).lowercased() == "https:" { try revealed.options.tls.reveal() }
    return revealed
  }
}

extension Secret {
  /// Puts what is in the file in its place.
  fileprivate mutating func settle() throws(OutboundError) {
    if isFile { self = .text(try reveal()) }
  }

  fileprivate static func settle(_ secret: inout Secret?) throws(OutboundError) {
    if let known = secret, known.isFile { secret = .text(try known.reveal()) }
  }
}

extension HTTPHeader {
  fileprivate static func reveal(_ headers: inout [HTTPHeader]) throws(OutboundError) {
    for index in headers.indices where headers[index].value.isFile { try headers[index].value.settle() }
  }
}

extension HTTPCredentials {
  fileprivate mutating func reveal() throws(OutboundError) {
    switch self {
    case .basic(var username, var password):
      try username.settle()
      try password.settle()
      self = .basic(username: username, password: password)
    case .authorization(let type, var secret):
      try secret.settle()
      self = .authorization(type: type, secret: secret)
    // Its secret is for another server.
    case .oauth2: return
    }
  }
}

extension TLSSettings {
  fileprivate mutating func reveal() throws(OutboundError) {
    try Secret.settle(&authorities)
    try Secret.settle(&certificate)
    try Secret.settle(&key)
  }
}
