package import TimeSeries

extension TextScanner {
  /// The name and labels of the sample read last, checked in full: UTF-8, names, duplicates.
  ///
  /// Labels with empty values are kept in the builder: `instance=""` says that `instance` was exposed.
  /// - Parameter normalizingBounds: whether `le` and `quantile` are brought into one form (`1` → `1.0`), see
  ///   ``BoundText``. Prometheus 3 does so for families declared as histogram or summary.
  package func labels(
    of sample: ExpositionSample, normalizingBounds: Bool
  ) throws(ExpositionError) -> LabelsBuilder {
    var text = SeriesText(UnsafeBufferPointer(rebasing: bytes[sample.series]), normalizingBounds: normalizingBounds)
    do throws(SeriesTextError) {
      return try text.labels()
    } catch {
      throw self.error(error.reason, at: sample.series.lowerBound + error.offset, error.detail)
    }
  }

  /// The end of the name and labels that start at `start`, found by their braces and quotes only.
  func endOfSeries(from start: Int) throws(ExpositionError) -> Int {
    let nameEnd = endOfName(from: start)
    let brace = skippingBlanks(from: nameEnd)
    if byte(at: brace) == UInt8(ascii: "{") { return try endOfBraces(from: brace) }
    guard nameEnd > start else { throw error(.syntax, at: start, "expected a metric name, a \"{\" or a \"#\"") }
    guard FloatParser.endsToken(byte(at: nameEnd)) else {
      throw error(.syntax, at: nameEnd, "expected a blank or a \"{\" after the metric name")
    }
    return nameEnd
  }

  private func endOfName(from start: Int) -> Int {
    var index = start
    while index < bytes.count, NameByte.isInMetricName(bytes[index]) { index += 1 }
    return index > start && NameByte.isDigit(bytes[start]) ? start : index
  }

  /// The byte behind the brace that closes the one at `brace`.
  func endOfBraces(from brace: Int) throws(ExpositionError) -> Int {
    var index = brace + 1
    while index < bytes.count {
      switch bytes[index] {
      case UInt8(ascii: "}"): return index + 1
      case UInt8(ascii: "\""): index = try endOfQuotes(from: index)
      case UInt8(ascii: "\n"): throw error(.syntax, at: index, "the line ends before a \"}\"")
      default: index += 1
      }
    }
    throw error(.syntax, at: index, "the body ends before a \"}\"")
  }

  /// The byte behind the quotation mark that closes the one at `quote`.
  private func endOfQuotes(from quote: Int) throws(ExpositionError) -> Int {
    var index = quote + 1
    while index < bytes.count {
      switch bytes[index] {
      case UInt8(ascii: "\""): return index + 1
      case UInt8(ascii: "\\"): index += 2
      case UInt8(ascii: "\n"): throw error(.syntax, at: index, "the line ends inside quotation marks")
      default: index += 1
      }
    }
    throw error(.syntax, at: min(index, bytes.count), "the body ends inside quotation marks")
  }
}
