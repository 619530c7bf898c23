package import TimeSeries

/// Reads what `/api/v1/query` answers to range selectors: raw samples with their exact timestamps, as JSON.
///
/// Such an answer has neither stale markers nor the server's external labels.
package struct MatrixDecoder {
  /// What becomes of the samples of the series at hand.
  private enum Place {
    case unknown, taken, passedOver
  }

  private let limits: ReadLimits
  private var collector: ReadCollector
  private var query: UInt64 = 0
  private var status = ""
  private var resultType = ""
  private var problem = ""
  private var place = Place.unknown

  /// - Parameter range: samples outside of it are dropped.
  package init(_ range: ClosedRange<Timestamp>, limits: ReadLimits = ReadLimits()) {
    self.limits = limits
    collector = ReadCollector(range, limits)
  }

  /// Takes the whole answer to one selector. A series that an earlier one matched is taken once.
  ///
  /// - Throws: ``RemoteProtocolError``.
  package mutating func append(_ bytes: UnsafeRawBufferPointer) throws(RemoteProtocolError) {
    (status, resultType, problem) = ("", "", "")
    var scanner = JSONScanner(bytes)
    try scanner.object(&self) { (key, scanner, decoder) throws(RemoteProtocolError) in
      switch key {
      case "status": decoder.status = try scanner.string()
      case "error": decoder.problem = try scanner.string()
      case "data": try decoder.readData(&scanner)
      default: try scanner.skip()
      }
    }
    try scanner.expectEnd()
    guard status == "success" else { throw scanner.malformed("it is no success but \(problem.prefix(200))") }
    guard resultType == "matrix" else {
      throw scanner.malformed("its result is no matrix but \(resultType.prefix(40))")
    }
    query += 1
  }

  /// What the answers held.
  package consuming func finish() -> ReadResult { collector.result }

  private mutating func readData(_ scanner: inout JSONScanner) throws(RemoteProtocolError) {
    try scanner.object(&self) { (key, scanner, decoder) throws(RemoteProtocolError) in
      switch key {
      case "resultType": decoder.resultType = try scanner.string()
      case "result":
        try scanner.array(&decoder) { (scanner, decoder) throws(RemoteProtocolError) in
          try decoder.readSeries(&scanner)
        }
      default: try scanner.skip()
      }
    }
  }

  /// Labels come first, as every server writes them; samples before them have no series to go to.
  private mutating func readSeries(_ scanner: inout JSONScanner) throws(RemoteProtocolError) {
    place = .unknown
    try scanner.object(&self) { (key, scanner, decoder) throws(RemoteProtocolError) in
      switch key {
      case "metric": try decoder.begin(try decoder.readLabels(&scanner))
      case "values":
        if decoder.place == .unknown { throw scanner.malformed("a series has values before its labels") }
        try scanner.array(&decoder) { (scanner, decoder) throws(RemoteProtocolError) in
          try decoder.readSample(&scanner)
        }
      case "histograms":
        try scanner.array(&decoder) { (scanner, decoder) throws(RemoteProtocolError) in
          try scanner.skip()
          decoder.collector.passOver(1)
        }
      default: try scanner.skip()
      }
    }
  }

  private mutating func begin(_ labels: Labels) throws(RemoteProtocolError) {
    if labels.metricName.isEmpty {
      collector.reject("the series \(labels) has no metric name")
      place = .passedOver
    } else {
      place = try collector.begin(labels, query: query) ? .taken : .passedOver
    }
  }

  private func readLabels(_ scanner: inout JSONScanner) throws(RemoteProtocolError) -> Labels {
    var read = (builder: LabelsBuilder(), count: 0)
    try scanner.object(&read) { (name, scanner, read) throws(RemoteProtocolError) in
      read.count += 1
      guard !name.isEmpty, read.count <= limits.labelsPerSeriesMax else {
        throw scanner.malformed(
          "a series has a label without a name, or more than \(limits.labelsPerSeriesMax) of them")
      }
      read.builder.set(name, to: try scanner.string())
    }
    return read.builder.labels()
  }

  /// `[seconds, "value"]`
  private mutating func readSample(_ scanner: inout JSONScanner) throws(RemoteProtocolError) {
    try scanner.expect("[")
    let milliseconds = (try scanner.number() * 1000).rounded()
    try scanner.expect(",")
    let text = try scanner.string()
    try scanner.expect("]")
    guard abs(milliseconds) < 1e17, let value = Self.value(text) else {
      throw scanner.malformed("\"\(text.prefix(40))\" is no sample's value, or its time is none")
    }
    if place == .taken { try collector.append(Timestamp(milliseconds), value) }
  }

  /// Go's spelling; the NaN is the one that parsers produce, since text tells no other.
  private static func value(_ text: String) -> Double? {
    let value = Double(text)
    return value?.isNaN == true ? StaleMarker.ordinaryNaN : value
  }
}
