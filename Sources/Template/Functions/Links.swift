import TimeSeries

extension TemplateFunction {
  static let links: [TemplateFunction] = [
    text("graphLink") { (text) throws(FunctionError) in "/graph?g0.expr=\(QueryText.escaped(text))&g0.tab=0" },
    text("tableLink") { (text) throws(FunctionError) in "/graph?g0.expr=\(QueryText.escaped(text))&g0.tab=1" },
    TemplateFunction("externalURL") { _, scope in .text(scope.externalURL) },
    TemplateFunction("pathPrefix") { _, scope in .text(path(of: scope.externalURL)) },
  ]

  /// What stands between the host and the query of a URL.
  private static func path(of url: String) -> String {
    var rest = Substring(url).utf8
    if let scheme = url.utf8.indices.first(where: { url[$0...].hasPrefix("://") }) {
      let host = url.utf8[url.utf8.index(scheme, offsetBy: 3)...]
      rest = host.drop { $0 != UInt8(ascii: "/") && $0 != UInt8(ascii: "?") && $0 != UInt8(ascii: "#") }
    }
    return String(Substring(rest.prefix { $0 != UInt8(ascii: "?") && $0 != UInt8(ascii: "#") }))
  }
}
