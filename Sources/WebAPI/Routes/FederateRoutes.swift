import Exposition
import HTTPTypes
import Hummingbird
import NIOCore
import Storage
package import TimeSeries

/// `/federate`: the newest sample of each chosen series, for a parent of iapetus.
package struct FederateRoutes: WebRoutes {
  private let views: ViewSource
  private let externalLabels: @Sendable () -> Labels
  private let lookback: @Sendable () -> Milliseconds
  private let now: @Sendable () -> Timestamp

  package init(
    views: ViewSource, externalLabels: @escaping @Sendable () -> Labels,
    lookback: @escaping @Sendable () -> Milliseconds, now: @escaping @Sendable () -> Timestamp
  ) {
    self.views = views
    self.externalLabels = externalLabels
    self.lookback = lookback
    self.now = now
  }

  package func add(to table: inout RouteTable) {
    table.on(.get, at: "/federate") { try federate($0) }
  }

  private func federate(_ request: WebRequest) throws -> Response {
    let sets: [[LabelMatcher]]
    do {
      sets = try SelectorParameter.matcherSets(in: request.parameters)
    } catch {
      throw PlainError(.badRequest, error.description)
    }
    let escaping = NameEscaping(accept: request.headers[.accept] ?? "")
    var answer = FederateAnswer(externalLabels: externalLabels(), escaping: escaping)
    do {
      let view = try views.view(for: request.parameters)
      let time = now()
      let range = SelectRange(from: time - lookback(), through: time, newestOnly: true)
      for matchers in sets { try answer.add(try view.select(matchers, range)) }
    } catch let error as StorageError {
      throw PlainError(.internalServerError, error.description)
    }
    return Response(
      status: .ok, headers: [.contentType: answer.contentType],
      body: ResponseBody(byteBuffer: ByteBuffer(bytes: answer.text())))
  }
}
