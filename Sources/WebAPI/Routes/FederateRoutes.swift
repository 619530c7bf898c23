import Exposition
import Fleet
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
      sets = try SelectorParameter.matcherSets(in: request.parameters, mayMatchAll: true)
    } catch {
      throw PlainError(.badRequest, error.description)
    }
    let format = AnswerFormat(accept: request.headers[.accept] ?? "")
    var answer = FederateAnswer(externalLabels: externalLabels(), format: format)
    let coverage: Coverage
    do {
      let view = try views.view(for: request.parameters)
      for matchers in sets { try answer.add(try view.queryable.select(matchers, range)) }
      coverage = try view.coverage()
    } catch let error as StorageError {
      throw PlainError(.internalServerError, error.description)
    } catch let error as APIError {
      throw PlainError(error.kind == .badData ? .badRequest : .serviceUnavailable, error.description)
    }
    var response = Response(
      status: .ok, headers: [.contentType: answer.contentType],
      body: ResponseBody(byteBuffer: ByteBuffer(bytes: answer.body())))
    // A parent that knows the header sees what is missing; another sees that the series are not there.
    if coverage.isPartial { response.headers[.missingClusters] = MissingClustersHeader.text(coverage) }
    return response
  }

  private var range: SelectRange {
    let time = now()
    return SelectRange(
      from: time - lookback(), through: time, newestOnly: true,
      moments: AskedMoments(first: time, last: time, step: 1, window: 0))
  }
}
