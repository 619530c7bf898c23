import HTTPTypes
import Hummingbird
import NIOCore

/// The page and its files, which are part of the program. It asks the public API like any other client.
package struct UIRoutes: WebRoutes {
  private struct Asset {
    let name: String
    let contentType: String
    let bytes: [UInt8]
  }

  /// The browser loads nothing from elsewhere and runs nothing but these files.
  private static let contentSecurityPolicy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    + "base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
  /// Prometheus's own pages, so that links in alerts and bookmarks lead to ours.
  private static let pagePaths = ["/", "/query", "/graph", "/alerts", "/rules", "/targets"]

  package init() {}

  package func add(to table: inout RouteTable) {
    let page = Asset(name: "index.html", contentType: "text/html; charset=utf-8", bytes: PackageResources.index_html)
    for path in UIRoutes.pagePaths { add(page, at: path, to: &table) }
    for asset in UIRoutes.assets { add(asset, at: "/assets/" + asset.name, to: &table) }
  }

  private static var assets: [Asset] {
    let script = "text/javascript; charset=utf-8"
    return [
      Asset(name: "style.css", contentType: "text/css; charset=utf-8", bytes: PackageResources.style_css),
      Asset(name: "icon.svg", contentType: "image/svg+xml", bytes: PackageResources.icon_svg),
      Asset(name: "app.js", contentType: script, bytes: PackageResources.app_js),
      Asset(name: "api.js", contentType: script, bytes: PackageResources.api_js),
      Asset(name: "dom.js", contentType: script, bytes: PackageResources.dom_js),
      Asset(name: "format.js", contentType: script, bytes: PackageResources.format_js),
      Asset(name: "chart.js", contentType: script, bytes: PackageResources.chart_js),
      Asset(name: "plan.js", contentType: script, bytes: PackageResources.plan_js),
      Asset(name: "query.js", contentType: script, bytes: PackageResources.query_js),
      Asset(name: "fleet.js", contentType: script, bytes: PackageResources.fleet_js),
      Asset(name: "parts.js", contentType: script, bytes: PackageResources.parts_js),
      Asset(name: "queries.js", contentType: script, bytes: PackageResources.queries_js),
      Asset(name: "rules.js", contentType: script, bytes: PackageResources.rules_js),
    ]
  }

  private func add(_ asset: Asset, at path: String, to table: inout RouteTable) {
    let headers = headers(of: asset)
    let body = ByteBuffer(bytes: asset.bytes)
    table.on(.get, .head, at: path, waitsForReadiness: false) { request in
      if let known = request.headers[.ifNoneMatch], known == headers[.eTag] {
        return Response(status: .notModified, headers: headers)
      }
      return Response(status: .ok, headers: headers, body: ResponseBody(byteBuffer: body))
    }
  }

  private func headers(of asset: Asset) -> HTTPFields {
    var headers: HTTPFields = [.contentType: asset.contentType, .cacheControl: "no-cache"]
    headers[.eTag] = "\"\(String(fingerprint(of: asset.bytes), radix: 16))\""
    headers[.contentSecurityPolicy] = UIRoutes.contentSecurityPolicy
    headers[.xContentTypeOptions] = "nosniff"
    return headers
  }

  /// FNV-1a: the same for the same bytes, in every process.
  private func fingerprint(of bytes: [UInt8]) -> UInt64 {
    bytes.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01b3 }
  }
}
