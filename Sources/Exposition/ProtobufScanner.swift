import TimeSeries
import Wire

/// Reads a body of `io.prometheus.client.MetricFamily` messages, each behind its length, sample by sample.
///
/// Names and labels are written into one buffer as the text format has them: so a series has the same text in every
/// format, its labels are read and checked by the same code, and what is remembered of a child holds when it changes
/// the format. `ProtobufFormat.md` draws the messages. A view: the bytes must outlive it.
package struct ProtobufScanner {
  package typealias Take = (ProtobufSample) throws(ExpositionError) -> Void

  private let body: UnsafeRawBufferPointer
  private let limits: ProtobufLimits
  private var family = ProtobufFamily()
  /// The labels of the metric at hand, and name and labels of its sample at hand.
  private var labels: [UInt8] = []
  private var series: [UInt8] = []
  /// With that of the parts before.
  package private(set) var tally: ProtobufTally

  /// - Parameter tally: what the parts of the body had that came before this one: the limits hold for all of them.
  package init(
    _ body: UnsafeRawBufferPointer, limits: ProtobufLimits = ProtobufLimits(),
    after tally: ProtobufTally = ProtobufTally()
  ) {
    self.body = body
    self.tally = tally
    self.limits = limits
  }

  /// Hands all samples to `take`, in the order of the body.
  ///
  /// - Throws: ``ExpositionError`` with the number and the name of the family in its detail.
  package mutating func readAll(_ take: Take) throws(ExpositionError) {
    var reader = WireReader(body)
    do throws(ExpositionError) {
      while !reader.isAtEnd {
        family = ProtobufFamily(number: family.number + 1)
        try family.read(reader.bytes())
        try readMetrics(take)
      }
    } catch {
      throw ExpositionError(error.reason, detail: "\(family): \(error.detail)", excerpt: error.excerpt)
    }
  }

  private mutating func readMetrics(_ take: Take) throws(ExpositionError) {
    var reader = WireReader(family.message)
    while let (number, type) = try reader.nextField() {
      guard number == ProtobufFamily.metricField, type == .bytes else {
        try reader.skip(type)
        continue
      }
      labels.removeAll(keepingCapacity: true)
      let metric = try ProtobufMetric(reader.bytes(), labels: &labels)
      switch family.type {
      case .counter, .gauge, .unknown:
        let (value, start) = try metric.value(family.type)
        try emit("", "", metric, value, start: start, take: take)
      case .summary: try readSummary(metric, take)
      case .histogram, .gaugeHistogram: try readHistogram(metric, take)
      }
    }
  }

  private mutating func readSummary(_ metric: ProtobufMetric, _ take: Take) throws(ExpositionError) {
    var points = ProtobufPoints()
    try points.readSummary(metric.summary, elementsMax: elementsMax)
    try emit(points, "", "quantile", metric, take)
  }

  private mutating func readHistogram(_ metric: ProtobufMetric, _ take: Take) throws(ExpositionError) {
    var message = ProtobufHistogram(isGauge: family.type == .gaugeHistogram)
    try message.read(metric.histogram, elementsMax: elementsMax)
    let isNative = limits.readsNativeHistograms && message.isNative
    if isNative {
      let histogram = try message.nativeHistogram()
      tally.expandedByteCount += ProtobufHistogram.elementByteCount * message.elementCount
      try emit("", "", metric, histogram.sum, histogram, start: message.start, take: take)
    }
    if !isNative || limits.alwaysReadsClassicHistograms && message.hasClassicBuckets {
      try emit(message.classicPoints, "_bucket", "le", metric, take)
    }
  }

  /// How many more buckets, spans and quantiles may come.
  private var elementsMax: Int {
    (limits.expandedByteCountMax - tally.expandedByteCount) / ProtobufHistogram.elementByteCount
  }

  /// The series `x_count`, `x_sum`, and one for each bucket or quantile.
  private mutating func emit(
    _ points: ProtobufPoints, _ suffix: String, _ boundLabel: String, _ metric: ProtobufMetric, _ take: Take
  ) throws(ExpositionError) {
    try emit("_count", "", metric, points.count, start: points.start, take: take)
    try emit("_sum", "", metric, points.sum, start: points.start, take: take)
    for point in points.points {
      let bound = "\(boundLabel)=\"\(FloatText.openMetrics(point.bound))\""
      try emit(suffix, bound, metric, point.value, start: points.start, take: take)
    }
  }

  /// Hands on one sample of the series whose name has this suffix, with one label more than the metric's own.
  private mutating func emit(
    _ suffix: String, _ label: String, _ metric: ProtobufMetric, _ value: Double, _ histogram: FloatHistogram? = nil,
    start: Timestamp, take: Take
  ) throws(ExpositionError) {
    family.writeSeries(suffix, labels, label, to: &series)
    try count()
    // No stale marker comes in, as none does as text.
    let value = value.isNaN ? StaleMarker.ordinaryNaN : value
    // Zero is how the absence of a timestamp is written, too.
    let timestamp = metric.timestamp == 0 ? nil : metric.timestamp
    try series.span.bytes.withUnsafeBytes { (series) throws(ExpositionError) in
      try take(
        ProtobufSample(series: series, value: value, timestamp: timestamp, histogram: histogram, start: start))
    }
  }

  private mutating func count() throws(ExpositionError) {
    tally.sampleCount += 1
    tally.expandedByteCount += series.count
    guard tally.sampleCount <= limits.samplesMax else {
      throw ExpositionError(.tooManyLines, detail: "the body has more than \(limits.samplesMax) samples")
    }
    guard tally.expandedByteCount <= limits.expandedByteCountMax else {
      throw ExpositionError(
        .tooLarge, detail: "the body would take more than \(limits.expandedByteCountMax) bytes as text")
    }
  }
}
