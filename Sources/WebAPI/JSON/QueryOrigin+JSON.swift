import PromQL

extension QueryOrigin {
  /// The member that says who asked, under the name that it has in Prometheus's query log.
  func write(to writer: inout JSONWriter) {
    switch self {
    case .request(let clientAddress, let method, let path):
      writer.objectMember("httpRequest") { writer in
        writer.member("clientIP", clientAddress)
        writer.member("method", method)
        writer.member("path", path)
      }
    case .ruleGroup(let file, let name):
      writer.objectMember("ruleGroup") { writer in
        writer.member("file", file)
        writer.member("name", name)
      }
    case .program: break
    }
  }
}
