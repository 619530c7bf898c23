import Compression
import Exposition
import Outbound
import TimeSeries

/// The body of an answer, without compression, and how to read it.
struct FetchedBody: Sendable {
  let body: ResponseBody
  /// As many bytes came over the wire for it.
  let wireByteCount: Int
  let format: ExpositionFormat
  /// Where the answers end that it was put together from; empty if it is one answer.
  var partEnds: [Int] = []

  var partByteCounts: [Int] { partEnds.isEmpty ? [body.count] : zip(partEnds, [0] + partEnds).map { $0 - $1 } }
}

extension ScrapeCycle {
  static func request(_ settings: ChildSettings) -> HTTPRequest {
    let (config, target) = (settings.config, settings.target)
    let timeoutSeconds = Double(target.scrapeTimeout) / 1000
    // Without the escaping, a child rewrites names that are not plain.
    let headers = [
      HTTPHeader("Accept", ScrapeProtocol.acceptHeader(for: config.scrapeProtocols, escaping: .allowUTF8)),
      HTTPHeader("X-Prometheus-Scrape-Timeout-Seconds", FloatText.plain(timeoutSeconds)),
    ]
    var options = config.http
    options.unixSocket = target.unixSocket
    return HTTPRequest(
      .get, target.url, headers: headers + config.headers, timeoutSeconds: timeoutSeconds,
      bodyBytesMax: settings.bodySizeMax, acceptsGzip: config.enableCompression, options: options)
  }

  mutating func fetch() async throws(ScrapeError) -> FetchedBody {
    if let error = settings.poolError { throw error }
    return parts.parts.count > 1 ? try await fetchParts() : try await fetch(request)
  }

  mutating func fetch(_ request: HTTPRequest) async throws(ScrapeError) -> FetchedBody {
    let response = try await get(request)
    noteClock(response)
    guard response.status == 200 else { throw ScrapeError(response, at: answeredAt) }
    let format = try format(of: response)
    return FetchedBody(
      body: try decoded(response, byteCountMax: request.bodyBytesMax), wireByteCount: response.body.count,
      format: format)
  }

  private mutating func noteClock(_ response: HTTPResponse) {
    answeredAt = context.now()
    guard let date = response.headers["date"].flatMap(HTTPDate.parse) else { return }
    skew.note(date: date, from: askedAt, through: answeredAt)
  }

  private func get(_ request: HTTPRequest) async throws(ScrapeError) -> HTTPResponse {
    do throws(OutboundError) {
      return try await session.fetch(request)
    } catch {
      throw ScrapeError(error)
    }
  }

  private func format(of response: HTTPResponse) throws(ScrapeError) -> ExpositionFormat {
    do throws(ExpositionError) {
      let header = response.headers["content-type"] ?? ""
      return try ContentType(header: header, fallback: settings.config.fallbackScrapeProtocol).format
    } catch {
      throw ScrapeError(error)
    }
  }

  private func decoded(_ response: HTTPResponse, byteCountMax: Int) throws(ScrapeError) -> ResponseBody {
    do throws(CompressionError) {
      return try response.decodedBody(byteCountMax: byteCountMax)
    } catch {
      throw ScrapeError(error)
    }
  }
}
