import Compression
import Outbound
import Telemetry
import TimeSeries

/// A scrape whose selectors are asked for one part after the other. It is one scrape all the same: one body comes of it,
/// and if one part fails, all of it fails.
extension ScrapeCycle {
  /// Fetches the parts within one timeout and one limit of size. Before each the child rests for as long as the one
  /// before took it, if there is time.
  mutating func fetchParts() async throws(ScrapeError) -> FetchedBody {
    var fetched: [FetchedBody] = []
    for (index, selectors) in parts.parts.enumerated() {
      let began = Clock.monotonicSeconds()
      do throws(ScrapeError) {
        fetched.append(try await fetch(request(for: selectors, behind: fetched)))
      } catch {
        throw error.inPart(index + 1, of: parts.parts.count)
      }
      if index + 1 < parts.parts.count { try await rest(Clock.monotonicSeconds() - began) }
    }
    return try joined(fetched)
  }

  private func request(for selectors: [String], behind fetched: [FetchedBody]) -> HTTPRequest {
    var part = request
    part.url = settings.target.url(selecting: selectors)
    part.timeoutSeconds = max(0.001, request.timeoutSeconds - durationSeconds)
    part.bodyBytesMax = max(0, request.bodyBytesMax - fetched.reduce(0) { $0 + $1.body.count })
    return part
  }

  private func rest(_ seconds: Double) async throws(ScrapeError) {
    let pause = min(seconds, (request.timeoutSeconds - durationSeconds) / 4)
    do {
      try await Task.sleep(for: .seconds(max(0, pause)))
    } catch {
      throw ScrapeError(.canceled, "canceled between two parts of a scrape")
    }
  }

  private func joined(_ parts: [FetchedBody]) throws(ScrapeError) -> FetchedBody {
    guard let format = parts.first?.format, parts.allSatisfy({ $0.format == format }) else {
      throw ScrapeError(.contentType, "the parts of the body came in different formats")
    }
    do throws(CompressionError) {
      var whole = FetchedBody(
        body: try ResponseBody.joined(parts.map(\.body)), wireByteCount: parts.reduce(0) { $0 + $1.wireByteCount },
        format: format)
      var end = 0
      for part in parts {
        end += part.body.count
        whole.partEnds.append(end)
      }
      return whole
    } catch {
      throw ScrapeError(error)
    }
  }

  /// After a good scrape: whether the next one is to be split otherwise.
  mutating func adaptParts(_ report: ScrapeReport) {
    guard !settings.target.selectors.isEmpty else { return }
    parts.note(report.partByteCounts, bytesMax: settings.config.splitBodyAbove)
  }
}
