package import TimeSeries

/// Scalars. Every accessor reports a wrong value at its place.
extension SectionReader {
  package func text(_ key: String) -> String? {
    node(key).flatMap { text(of: $0, key) }
  }

  /// The scalar in `node`; a number or boolean is taken as it is written.
  package func text(of node: ConfigNode, _ key: String) -> String? {
    guard case .scalar(let text, _) = node.content else {
      log.report(node.position, "\(key) must be a string, not \(node.kind)")
      return nil
    }
    return text
  }

  /// A text that is never shown again.
  package func secretText(_ key: String) -> String? {
    guard let node = node(key), let text = text(of: node, key) else { return nil }
    if !text.isEmpty { log.redact(node.position) }
    return text
  }

  package func bool(_ key: String) -> Bool? {
    value(key, "a boolean, true or false") { text, isPlain in
      guard isPlain else { return nil }
      switch text.lowercased() {
      case "true", "yes", "on": return true
      case "false", "no", "off": return false
      default: return nil
      }
    }
  }

  /// A whole number from `least` on.
  package func integer(_ key: String, least: Int = 0) -> Int? {
    let number = value(key, "a whole number") { text, isPlain in isPlain ? Int(text.filter { $0 != "_" }) : nil }
    guard let number else { return nil }
    guard number >= least else {
      report(key, "\(key) must be at least \(least), not \(number)")
      return nil
    }
    return number
  }

  /// A number from 0 to 1.
  package func share(_ key: String) -> Double? {
    value(key, "a number from 0 to 1") { text, isPlain in
      guard isPlain, let share = Double(text), (0...1).contains(share) else { return nil }
      return share
    }
  }

  /// A finite number from 0 on.
  package func number(_ key: String) -> Double? {
    value(key, "a number from 0 on") { text, isPlain in
      guard isPlain, let number = Double(text), number >= 0, number.isFinite else { return nil }
      return number
    }
  }

  package func duration(_ key: String) -> Milliseconds? {
    guard let text = text(key) else { return nil }
    guard let duration = PromDuration.parse(text) else {
      report(key, "not a valid duration string: \(QuotedText.quoted(text)) (as in 30s, 5m, 1h30m)")
      return nil
    }
    return duration
  }

  /// A duration of which zero says the same as leaving it out, as with Prometheus's intervals.
  package func nonzeroDuration(_ key: String) -> Milliseconds? {
    duration(key).flatMap { $0 == 0 ? nil : $0 }
  }

  /// Bytes, as `512MB`.
  package func byteCount(_ key: String) -> Int? {
    value(key, "a size, as in 512KB or 64MB") { text, _ in ByteSize.parse(text) }
  }

  package func choice<Choice: RawRepresentable & CaseIterable>(
    _ key: String, of type: Choice.Type = Choice.self
  ) -> Choice? where Choice.RawValue == String {
    node(key).flatMap { choice(of: $0, key) }
  }

  /// One of the words that `Choice` knows.
  package func choice<Choice: RawRepresentable & CaseIterable>(
    of node: ConfigNode, _ key: String
  ) -> Choice? where Choice.RawValue == String {
    guard let text = text(of: node, key) else { return nil }
    if let choice = Choice(rawValue: text) { return choice }
    let words = Choice.allCases.map(\.rawValue)
    let guess = EditDistance.nearest(to: text, among: words).map { "; did you mean \"\($0)\"?" } ?? ""
    log.report(
      node.position, "\(key) must be one of \(words.joined(separator: ", ")), not \(QuotedText.quoted(text))\(guess)")
    return nil
  }

  /// A path, from the file's own folder if it is relative.
  package func path(_ key: String) -> String? {
    text(key).map { FilePath.resolved($0, in: log.folder) }
  }

  private func value<Value>(_ key: String, _ wanted: String, _ parse: (String, _ isPlain: Bool) -> Value?) -> Value? {
    guard let node = node(key) else { return nil }
    guard case .scalar(let text, let isPlain) = node.content else {
      log.report(node.position, "\(key) must be \(wanted), not \(node.kind)")
      return nil
    }
    guard let value = parse(text, isPlain) else {
      log.report(node.position, "\(key) must be \(wanted), not \(QuotedText.quoted(text))")
      return nil
    }
    return value
  }
}
