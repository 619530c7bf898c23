import TestSupport
import Threads

/// The webhook at the end of the line: it counts what would have woken somebody.
final class Pager: Sendable {
  /// One alert of one notification.
  struct Page: Hashable, Sendable {
    /// `firing` or `resolved`.
    let status: String
    let labels: [String: String]
    let startsAt: String
  }

  private let server: LoopbackServer
  private let received = Locked<[Page]>([])

  init() {
    let received = received
    server = LoopbackServer { request in
      let pages = (try? JSONValue(parsing: request.body))?["alerts"].array.map(Page.init) ?? []
      received.withLock { $0 += pages }
      return LoopbackStep.response()
    }
  }

  var url: String { "\(server.url)/page" }

  /// Every page so far, in the order of arrival.
  var pages: [Page] { received.withLock { $0 } }

  /// The pages of one alert.
  func pages(of alertName: String, status: String = "firing") -> [Page] {
    pages.filter { $0.labels["alertname"] == alertName && $0.status == status }
  }
}

extension Pager.Page {
  init(_ alert: JSONValue) {
    status = alert["status"].string ?? ""
    labels = alert["labels"].strings
    startsAt = alert["startsAt"].string ?? ""
  }
}
