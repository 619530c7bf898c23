import PromQL
import Storage
import Telemetry
import TestSupport
import TimeSeries

/// A test script in the notation of Prometheus's own: `load`, `clear` and `eval` with what is expected below.
///
///     load 1m
///       requests_total{job="a"} 0+60x10
///     eval instant at 10m rate(requests_total[5m])
///       {job="a"} 1
///     eval range from 0 to 2m step 1m requests_total
///       requests_total{job="a"} 0 60 120
///     load 1m
///       requests_total@st _ -30s
///       requests_total    1 2
///     eval instant at 0 1 +
///       expect fail
struct QueryScript {
  /// A case that did not give what the script expects.
  struct Failure: CustomStringConvertible {
    var line: Int
    var query: String
    var reason: String

    var description: String { "line \(line): \(query): \(reason)" }
  }

  fileprivate struct Case {
    var line: Int
    var query: String
    var from: Timestamp
    /// `nil` for an instant query.
    var through: Timestamp?
    var step: Milliseconds = 1
    var mustFail = false
    var isOrdered = false
    var expected: [String] = []
  }

  private let lines: [Substring]
  private let engine: QueryEngine

  init(_ text: String) {
    lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    engine = QueryEngine(limits: QueryLimits(), registry: Registry())
  }

  /// Runs all cases. Those that `skips` says are left out.
  func run(skips: @Sendable (String) -> Bool = { _ in false }) async -> (passedCount: Int, failures: [Failure]) {
    var storage = MemoryStorage()
    var passedCount = 0
    var failures: [Failure] = []
    var index = 0
    while index < lines.count {
      let line = lines[index].description.trimmedText
      index += 1
      if line == "clear" { storage = MemoryStorage() }
      if line.hasPrefix("load ") {
        let interval = QueryScript.time(line.dropFirst(5).description.trimmedText)
        load(block(&index), every: interval, into: &storage)
      }
      guard line.hasPrefix("eval"), var scriptCase = QueryScript.parseCase(line, at: index) else { continue }
      let below = block(&index)
      if skips(([line] + below).joined(separator: "\n")) { continue }
      scriptCase.read(below)
      if let reason = await reasonOfFailure(scriptCase, storage) {
        failures.append(Failure(line: scriptCase.line, query: scriptCase.query, reason: reason))
      } else {
        passedCount += 1
      }
    }
    return (passedCount, failures)
  }

  /// Lines of series; one that is marked `@st` tells how long before each sample of the next one it began.
  private func load(_ lines: [String], every interval: Milliseconds, into storage: inout MemoryStorage) {
    var offsets: [Milliseconds?] = []
    for line in lines {
      if line.contains("@st ") {
        offsets = line.text(after: "@st ").split(separator: " ").map { QueryScript.offset(String($0)) }
        continue
      }
      guard let (labels, samples) = SeriesNotation.parse(line, every: interval) else { continue }
      var begun = samples
      for (row, timestamp) in samples.timestamps.enumerated() {
        let place = Int(timestamp / interval)
        if place < offsets.count, let offset = offsets[place] { begun.starts.set(timestamp + offset, at: row) }
      }
      storage.add(labels, begun)
      offsets = []
    }
  }

  private static func offset(_ text: String) -> Milliseconds? {
    let magnitude = PromDuration.parse(String(text.drop { $0 == "-" }))
    return text.hasPrefix("-") ? magnitude.map { -$0 } : magnitude
  }

  /// The lines up to the next empty one.
  private func block(_ index: inout Int) -> [String] {
    var block: [String] = []
    while index < lines.count {
      let line = lines[index].description.trimmedText
      if line.isEmpty || line.hasPrefix("eval") || line.hasPrefix("load") || line == "clear" { break }
      if !line.hasPrefix("#") { block.append(line) }
      index += 1
    }
    return block
  }

  private static func parseCase(_ line: String, at number: Int) -> Case? {
    let words = line.split(separator: " ", omittingEmptySubsequences: true).map(String.init)
    let mustFail = words[0] == "eval_fail"
    if words.count > 4, words[1] == "instant" {
      let query = line.text(after: " at \(words[3]) ")
      return Case(line: number, query: query, from: time(words[3]), mustFail: mustFail)
    }
    guard words.count > 8, words[1] == "range" else { return nil }
    return Case(
      line: number, query: line.text(after: " step \(words[7]) "), from: time(words[3]), through: time(words[5]),
      step: time(words[7]), mustFail: mustFail)
  }

  private static func time(_ text: String) -> Timestamp {
    PromDuration.parse(text) ?? Double(text).map { Timestamp($0 * 1000) } ?? 0
  }

  // MARK: One case

  private func reasonOfFailure(_ scriptCase: Case, _ storage: MemoryStorage) async -> String? {
    do {
      let result: QueryResult
      if let through = scriptCase.through {
        result = try await engine.range(
          scriptCase.query, from: scriptCase.from, through: through, step: scriptCase.step, on: storage)
      } else {
        result = try await engine.instant(scriptCase.query, at: scriptCase.from, on: storage)
      }
      if scriptCase.mustFail { return "an answer, where an error is expected" }
      return difference(result.value, scriptCase)
    } catch {
      return scriptCase.mustFail ? nil : error.description
    }
  }

  private func difference(_ value: QueryValue, _ scriptCase: Case) -> String? {
    switch value {
    case .scalar(_, let number):
      let wanted = scriptCase.expected.first.flatMap { SeriesNotation.values($0).first ?? nil }
      return wanted.map { QueryScript.isClose(number, $0) } == true ? nil : "\(number)"
    case .string(_, let text):
      return scriptCase.expected == [text] ? nil : text
    case .vector(let samples):
      return difference(samples.map { ($0.labels, [$0.value]) }, scriptCase)
    case .matrix(let series):
      return difference(series.map { ($0.labels, row(of: $0.samples, scriptCase)) }, scriptCase)
    }
  }

  /// The values of a series at each step.
  private func row(of samples: SampleColumns, _ scriptCase: Case) -> [Double?] {
    guard let through = scriptCase.through else { return samples.values }
    let values = Dictionary(zip(samples.timestamps, samples.values)) { $1 }
    return stride(from: scriptCase.from, through: through, by: Int(scriptCase.step)).map { values[$0] }
  }

  private func difference(_ got: [(Labels, [Double?])], _ scriptCase: Case) -> String? {
    var wanted: [(Labels, [Double?])] = []
    for line in scriptCase.expected {
      let (head, rest) = SeriesNotation.split(line)
      guard let labels = SeriesNotation.labels(head) else { return "the script has an odd line: \(line)" }
      wanted.append((labels, SeriesNotation.values(rest)))
    }
    wanted.removeAll { $0.1.allSatisfy { $0 == nil } }
    let shown = got.map { "\($0.0) \($0.1.map { $0.map(FloatText.plain) ?? "_" }.joined(separator: " "))" }
      .joined(separator: "; ")
    guard got.count == wanted.count else { return "\(got.count) series, not \(wanted.count): \(shown)" }
    if !scriptCase.isOrdered { wanted.sort { $0.0 < $1.0 } }
    let found = scriptCase.isOrdered ? got : got.sorted { $0.0 < $1.0 }
    for ((labels, values), (wantedLabels, wantedValues)) in zip(found, wanted) {
      guard labels == wantedLabels, QueryScript.isClose(values, wantedValues) else { return shown }
    }
    return nil
  }

  private static func isClose(_ left: [Double?], _ right: [Double?]) -> Bool {
    let count = max(left.count, right.count)
    return (0..<count).allSatisfy { index in
      switch (index < left.count ? left[index] : nil, index < right.count ? right[index] : nil) {
      case (nil, nil): true
      case (let one?, let other?): isClose(one, other)
      default: false
      }
    }
  }

  static func isClose(_ left: Double, _ right: Double) -> Bool {
    if left.isNaN || right.isNaN { return left.isNaN && right.isNaN }
    if left == right { return true }
    if left.isInfinite || right.isInfinite { return false }
    return (left - right).magnitude <= 1e-6 * max(left.magnitude, right.magnitude)
  }
}

extension QueryScript.Case {
  /// Takes in what stands below the `eval`.
  fileprivate mutating func read(_ lines: [String]) {
    for line in lines {
      if line.hasPrefix("expect fail") {
        mustFail = true
      } else if line.hasPrefix("expect ordered") {
        isOrdered = true
      } else if !line.hasPrefix("expect") {
        expected.append(line)
      }
    }
  }
}

extension String {
  fileprivate var trimmedText: String {
    let isBlank: (Character) -> Bool = { $0 == " " || $0 == "\t" }
    return String(drop(while: isBlank).reversed().drop(while: isBlank).reversed())
  }

  fileprivate func text(after mark: String) -> String {
    var rest = self[...]
    while !rest.isEmpty, !rest.hasPrefix(mark) { rest = rest.dropFirst() }
    return rest.dropFirst(mark.count).description.trimmedText
  }
}
