import Threads

/// Asks a server the same questions several times a second, and holds it to what it said before.
final class Watcher: Sendable {
  /// What it asks.
  struct Questions: Sendable {
    /// Selectors of which every sample that was served once must be served again, the same bits.
    var selectors: [String] = []
    /// Queries of which every point of a range must stay as it was served first.
    var ranges: [String] = []
    /// Queries that have one sample with this value at any time, right up to now.
    var constants: [String: Double] = [:]
  }

  /// By labels, then by milliseconds: the value's text, which has all its bits.
  typealias Served = [[String: String]: [Int64: String]]

  private struct Notes {
    var complaints: [String] = []
    var served: [String: Served] = [:]
    var answerCount = 0
  }

  /// How far back each question reaches, seconds; but not before the watch began.
  private static let window = 30.0
  /// How long after its time a point of a range is asked for: by then every sample it is made of must be in.
  private static let settlingTime = 6.0
  /// How old the newest sample of a series may get.
  private static let patience = 12.0

  private let server: any PromAPI
  private let questions: Questions
  private let began = Clock.seconds()
  private let notes = Locked(Notes())
  private let asking = Locked<Task<Void, Never>?>(nil)

  /// Begins to watch.
  init(_ server: any PromAPI, _ questions: Questions) {
    (self.server, self.questions) = (server, questions)
    let task = Task {
      while !Task.isCancelled {
        await self.askAll()
        try? await Task.sleep(for: .milliseconds(200))
      }
    }
    asking.withLock { $0 = task }
  }

  func end() async {
    let task = asking.withLock { $0 }
    task?.cancel()
    await task?.value
  }

  /// What was wrong, in words; empty when nothing was.
  var complaints: [String] { notes.withLock { $0.complaints } }
  var answerCount: Int { notes.withLock { $0.answerCount } }

  /// All that `query` was answered: of a selector, `selector[30s]` has the samples.
  func served(_ query: String) -> Served { notes.withLock { $0.served[query] ?? [:] } }

  private func askAll() async {
    let now = Clock.seconds()
    for (query, value) in questions.constants { await ask(query) { try await self.askConstant(query, value, now) } }
    for selector in questions.selectors { await ask(selector) { try await self.askSelector(selector) } }
    for query in questions.ranges { await ask(query) { try await self.askRange(query, now) } }
  }

  private func ask(_ query: String, _ question: () async throws -> Void) async {
    do {
      try await question()
      notes.withLock { $0.answerCount += 1 }
    } catch {
      complain("\(query): \(error)")
    }
  }

  private func complain(_ words: String) {
    notes.withLock { notes in
      if notes.complaints.count < 20 { notes.complaints.append("at \(Clock.seconds()): \(words)") }
    }
  }

  private func askConstant(_ query: String, _ value: Double, _ now: Double) async throws {
    let instant = try await server.vector(query).map(\.value)
    if instant != [value] { complain("\(query) is \(instant) now, not \(value)") }
    let (start, end) = (gridStart(now), Self.gridTime(now))
    let series = try await server.data("/api/v1/query_range", Self.grid(query, start, end))["result"].array
    let points = series.map(SeriesSamples.init).flatMap(\.samples)
    let wrong = points.filter { $0.value != value }
    if !wrong.isEmpty { complain("\(query) is not always \(value) but \(wrong)") }
    if points.count != Int((end - start) / Clusters.period) + 1 { complain("\(query) has gaps: \(points)") }
  }

  private func askSelector(_ selector: String) async throws {
    let query = "\(selector)[\(Int(Self.window))s]"
    let answer = try await server.data("/api/v1/query", [("query", query)])
    let now = Clock.seconds()
    note(answer, to: query, from: now - Self.window + 1, to: now)
    for (labels, samples) in served(query) {
      let newest = Double(samples.keys.max() ?? 0) / 1000
      if newest < now - Self.patience { complain("\(selector)\(labels) ended \(now - newest) s ago") }
    }
  }

  private func askRange(_ query: String, _ now: Double) async throws {
    let (start, end) = (gridStart(now), Self.gridTime(now - Self.settlingTime))
    guard start <= end else { return }
    let answer = try await server.data("/api/v1/query_range", Self.grid(query, start, end))
    note(answer, to: query, from: start, to: end)
  }

  /// Holds the answer against earlier ones for the time that both cover, and remembers it.
  private func note(_ answer: JSONValue, to query: String, from start: Double, to end: Double) {
    var now: Served = [:]
    for series in answer["result"].array {
      let points = series["values"].array.map { (Int64((($0[0].number ?? 0) * 1000).rounded()), $0[1].string ?? "") }
      now[series["metric"].strings] = Dictionary(uniqueKeysWithValues: points)
    }
    let before = served(query)
    let covered = Int64(start * 1000)...Int64(end * 1000)
    for (labels, points) in before {
      for (time, value) in points where covered.contains(time) && now[labels]?[time] != value {
        complain("\(query)\(labels) at \(time) was \(value), now \(now[labels]?[time] ?? "gone")")
      }
    }
    notes.withLock { notes in
      notes.served[query, default: [:]].merge(now) { old, new in old.merging(new) { first, _ in first } }
    }
  }

  private func gridStart(_ now: Double) -> Double { Self.gridTime(max(began, now - Self.window)) }

  private static func gridTime(_ time: Double) -> Double { (time / Clusters.period).rounded(.down) * Clusters.period }

  private static func grid(_ query: String, _ start: Double, _ end: Double) -> [(String, String)] {
    [("query", query), ("start", "\(start)"), ("end", "\(end)"), ("step", "\(Clusters.period)")]
  }
}
