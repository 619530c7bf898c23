import Compression
import Outbound
import RemoteProtocol
import Scrape
import Telemetry
import TimeSeries

/// Asks one child for a range of what it has stored: by remote read, else by its query API.
struct ChildReader: Sendable {
  let client: HTTPClient
  let pacer: RequestPacer
  let memory: ChildMemory
  let metrics: HealingMetrics
  let settings: HealingSettings

  /// The series that the child's job selects, with external labels, and their samples within `range`.
  func read(
    _ source: HealingSource, _ selectors: [[LabelMatcher]], _ range: ClosedRange<Timestamp>
  ) async throws(HealingError) -> ReadResult {
    if memory.route(source.url) == .remoteRead {
      if let result = try await counted(
        .remoteRead,
        { () async throws(HealingError) in
          try await readRemotely(source, selectors, range)
        })
      {
        return result
      }
      memory.note(.query, of: source.url)
    }
    let result = try await counted(.query) { () async throws(HealingError) in try await query(source, range) }
    return try await addExternalLabels(to: result, of: source)
  }

  private func counted<Result>(
    _ route: ReadRoute, _ body: () async throws(HealingError) -> Result
  ) async throws(HealingError) -> Result {
    do throws(HealingError) {
      let result = try await body()
      metrics.requests[route.rawValue, "ok"].add()
      return result
    } catch {
      metrics.requests[route.rawValue, error.reason.rawValue].add()
      throw error
    }
  }

  // MARK: Remote read

  /// `nil` if the child has no remote read.
  ///
  /// Chunks of native histograms are passed over: where a scrape brings such, all is asked for again as single samples,
  /// which have them bit by bit.
  private func readRemotely(
    _ source: HealingSource, _ selectors: [[LabelMatcher]], _ range: ClosedRange<Timestamp>
  ) async throws(HealingError) -> ReadResult? {
    let result = try await readRemotely(source, selectors, range, takesChunks: true)
    guard let result, result.unsupportedCount > 0, source.takesHistograms else { return result }
    return try await readRemotely(source, selectors, range, takesChunks: false) ?? result
  }

  private func readRemotely(
    _ source: HealingSource, _ selectors: [[LabelMatcher]], _ range: ClosedRange<Timestamp>, takesChunks: Bool
  ) async throws(HealingError) -> ReadResult? {
    let request = source.request(
      .post, "api/v1/read",
      headers: [
        HTTPHeader("Content-Type", "application/x-protobuf"), HTTPHeader("Content-Encoding", "snappy"),
        HTTPHeader("X-Prometheus-Remote-Read-Version", "0.1.0"),
      ],
      body: ReadRequestEncoder.encode(range, selectors, takesChunks: takesChunks), timeoutSeconds: timeoutSeconds,
      bodyBytesMax: settings.bodyBytesMax, acceptsGzip: false)
    let response = try await fetch(request)
    // 400 is also what Prometheus says to a question that it finds too large to answer in one message.
    if [400, 404, 405, 406, 410, 415, 501].contains(response.status) { return nil }
    guard response.status == 200 else { throw statusError(response, source) }
    let type = (response.headers["content-type"] ?? "").lowercased()
    do throws(RemoteProtocolError) {
      if type.hasPrefix(ChunkedReadDecoder.mediaType) { return try chunks(response.body, selectors.count, range) }
      guard type.hasPrefix("application/x-protobuf") else { return nil }
      return try response.body.withBytes { (bytes) throws(RemoteProtocolError) in
        try SampledReadDecoder.decode(
          bytes.bytes, range, takesHistograms: source.takesHistograms, limits: limits)
      }
    } catch {
      throw HealingError(error, "reading from \(source.url) by remote read")
    }
  }

  private func chunks(
    _ body: ResponseBody, _ queryCount: Int, _ range: ClosedRange<Timestamp>
  ) throws(RemoteProtocolError) -> ReadResult {
    var decoder = ChunkedReadDecoder(range, queryCount: queryCount, limits: limits)
    try body.withBytes { (bytes) throws(RemoteProtocolError) in try decoder.append(bytes) }
    return try decoder.finish()
  }

  // MARK: The query API

  private func query(
    _ source: HealingSource, _ range: ClosedRange<Timestamp>
  ) async throws(HealingError) -> ReadResult {
    var decoder = MatrixDecoder(range, limits: limits)
    for selector in source.selectors {
      let body = try await queryBody(selector, source, range)
      do throws(RemoteProtocolError) {
        try body.withBytes { (bytes) throws(RemoteProtocolError) in try decoder.append(bytes) }
      } catch {
        throw HealingError(error, "reading from \(source.url) by its query API")
      }
    }
    return decoder.finish()
  }

  private func queryBody(
    _ selector: String, _ source: HealingSource, _ range: ClosedRange<Timestamp>
  ) async throws(HealingError) -> ResponseBody {
    // Prometheus 3 leaves the oldest end of a range out, 2 has it; one millisecond more serves both.
    let length = range.upperBound - range.lowerBound + 1
    let request = source.request(
      .get, "api/v1/query",
      query: ["query": ["\(selector)[\(length)ms]"], "time": [ChildReader.seconds(range.upperBound)]],
      timeoutSeconds: timeoutSeconds, bodyBytesMax: settings.bodyBytesMax, acceptsGzip: true)
    let response = try await fetch(request)
    switch response.status {
    case 200: break
    case 404, 405, 410, 501:
      throw HealingError(.unsupported, "\(source.url) has neither remote read nor a query API below its address")
    case 422:
      throw HealingError(.tooLarge, "\(source.url) finds the question too large: \(ChildReader.excerpt(response))")
    default: throw statusError(response, source)
    }
    do throws(CompressionError) {
      return try response.decodedBody(byteCountMax: settings.bodyBytesMax)
    } catch {
      let reason: HealingError.Reason = error.reason == .tooLarge ? .tooLarge : .badAnswer
      throw HealingError(reason, "reading from \(source.url) by its query API: \(error)")
    }
  }

  /// Finds out what the query API leaves out, by a look at what the child exposes now.
  private func addExternalLabels(
    to result: ReadResult, of source: HealingSource
  ) async throws(HealingError) -> ReadResult {
    if result.series.isEmpty { return result }
    let labels = try await externalLabels(of: source, result)
    return result.mappingLabels(labels.added)
  }

  private func externalLabels(
    of source: HealingSource, _ result: ReadResult
  ) async throws(HealingError) -> ExternalLabels {
    if let known = memory.externalLabels(source.url) { return known }
    let exposed: [Labels]
    do throws(ScrapeError) {
      exposed = try await source.exposedSeries()
    } catch {
      throw HealingError(error, "asking \(source.url) for its external labels")
    }
    guard let found = ExternalLabels(exposed: exposed, own: result.series.lazy.map(\.labels)) else {
      throw HealingError(
        .labels,
        "none of the series that \(source.url) has stored is among those it exposes now, so that its external "
          + "labels cannot be told")
    }
    memory.note(found, of: source.url)
    return found
  }

  // MARK: Both

  private var limits: ReadLimits {
    var limits = ReadLimits()
    limits.frameByteCountMax = settings.bodyBytesMax
    limits.messageByteCountMax = settings.bodyBytesMax
    limits.samplesMax = settings.samplesMax
    limits.seriesMax = settings.seriesMax
    return limits
  }

  private var timeoutSeconds: Double { Double(settings.timeout) / 1000 }

  private func fetch(_ request: HTTPRequest) async throws(HealingError) -> HTTPResponse {
    try await pacer.turn(perSecond: settings.requestsPerSecond)
    do throws(OutboundError) {
      return try await client.fetch(request)
    } catch {
      throw HealingError(error)
    }
  }

  private func statusError(_ response: HTTPResponse, _ source: HealingSource) -> HealingError {
    HealingError(
      .httpStatus,
      "\(source.url): asked for what it has stored, it answers \(response.status): \(ChildReader.excerpt(response))")
  }

  private static func excerpt(_ response: HTTPResponse) -> String {
    response.body.withBytes { String(decoding: $0.prefix(200).filter { $0 >= 0x20 }, as: UTF8.self) }
  }

  /// Seconds with three digits behind the point.
  private static func seconds(_ time: Timestamp) -> String {
    let digits = String(time % 1000 + 1000)
    return "\(time / 1000).\(digits.dropFirst())"
  }
}
