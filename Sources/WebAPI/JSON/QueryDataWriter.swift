import NIOCore
import PromQL
import TimeSeries

/// Writes the envelope of a query's answer piece by piece, so that a big answer never stands in memory twice.
///
/// Call ``next()`` until it gives `nil`. Samples go from the columns straight into bytes.
struct QueryDataWriter {
  /// A piece ends with the first sample behind this mark.
  static let pieceByteCount = 64 << 10

  /// What is to be written next.
  private enum Place {
    case start
    case series(Int)
    case floats(series: Int, row: Int, isFirst: Bool)
    case histograms(series: Int, index: Int)
    case end
    case done
  }

  private let answer: QueryAnswerContent
  private var place = Place.start
  private var bytes: [UInt8] = []

  init(_ answer: QueryAnswerContent) { self.answer = answer }

  /// The next piece; `nil` after the last.
  mutating func next() -> ByteBuffer? {
    if case .done = place { return nil }
    bytes.removeAll(keepingCapacity: true)
    bytes.reserveCapacity(QueryDataWriter.pieceByteCount + 1024)
    while bytes.count < QueryDataWriter.pieceByteCount {
      guard step() else { break }
    }
    return ByteBuffer(bytes: bytes)
  }

  /// Writes one part; `false` when there is nothing left.
  private mutating func step() -> Bool {
    switch place {
    case .start: start()
    case .series(let index): series(index)
    case .floats(let series, let row, let isFirst): floats(series, row, isFirst)
    case .histograms(let series, let index): histogram(series, index)
    case .end: end()
    case .done: return false
    }
    return true
  }

  private mutating func start() {
    append("{\"status\":\"success\",\"data\":{\"resultType\":")
    JSONText.append(answer.result.value.typeName, to: &bytes)
    append(",\"result\":")
    switch answer.result.value {
    case .scalar(let time, let value):
      sample(time, value)
      place = .end
    case .string(let time, let text):
      append("[")
      JSONText.append(time, to: &bytes)
      append(",")
      JSONText.append(text, to: &bytes)
      append("]")
      place = .end
    case .vector, .matrix:
      append("[")
      place = .series(0)
    }
  }

  private mutating func series(_ index: Int) {
    switch answer.result.value {
    case .vector(let samples) where index < samples.count:
      beginSeries(index, samples[index].labels)
      value(samples[index])
      append("}")
      place = .series(index + 1)
    case .matrix(let matrix) where index < matrix.count:
      beginSeries(index, matrix[index].labels)
      let samples = matrix[index].samples
      place =
        samples.count > samples.histograms.count
        ? .floats(series: index, row: 0, isFirst: true) : .histograms(series: index, index: 0)
    default:
      append("]")
      place = .end
    }
  }

  private mutating func beginSeries(_ index: Int, _ labels: Labels) {
    append(index == 0 ? "{\"metric\":" : ",{\"metric\":")
    JSONText.append(labels, to: &bytes)
  }

  private mutating func value(_ element: VectorSample) {
    if let histogram = element.histogram {
      append(",\"histogram\":")
      sample(element.timestamp, histogram)
    } else {
      append(",\"value\":")
      sample(element.timestamp, element.value)
    }
  }

  /// The float samples of a series from `row` on, as many as fit.
  private mutating func floats(_ series: Int, _ row: Int, _ isFirst: Bool) {
    guard case .matrix(let matrix) = answer.result.value else { return }
    let samples = matrix[series].samples
    if isFirst, row == 0 { append(",\"values\":[") }
    var isFirst = isFirst
    var row = row
    while row < samples.count, bytes.count < QueryDataWriter.pieceByteCount {
      if samples.histograms.isEmpty || !samples.isHistogram(row) {
        if !isFirst { bytes.append(UInt8(ascii: ",")) }
        isFirst = false
        sample(samples.timestamps[row], samples.values[row])
      }
      row += 1
    }
    guard row == samples.count else { return place = .floats(series: series, row: row, isFirst: isFirst) }
    append("]")
    place = .histograms(series: series, index: 0)
  }

  /// One histogram of a series, or the series' end.
  private mutating func histogram(_ series: Int, _ index: Int) {
    guard case .matrix(let matrix) = answer.result.value else { return }
    let samples = matrix[series].samples
    guard index < samples.histograms.count else {
      append(samples.histograms.isEmpty ? "}" : "]}")
      return place = .series(series + 1)
    }
    append(index == 0 ? ",\"histograms\":[" : ",")
    let row = samples.histograms[index]
    sample(samples.timestamps[row.row], row.histogram)
    place = .histograms(series: series, index: index + 1)
  }

  private mutating func end() {
    var writer = JSONWriter(continuing: bytes)
    answer.writeStatistics(to: &writer)
    writer.close()
    Envelope.write(
      answer.result.annotations, answer.coverage, refusals: answer.refusals, dedup: answer.dedup, plan: answer.plan,
      to: &writer)
    writer.close()
    bytes = writer.bytes
    place = .done
  }

  /// `[1435781451.781,"1"]`.
  @inline(__always)
  private mutating func sample(_ time: Timestamp, _ value: Double) {
    bytes.append(UInt8(ascii: "["))
    JSONText.append(time, to: &bytes)
    bytes.append(UInt8(ascii: ","))
    JSONText.append(quoted: value, to: &bytes)
    bytes.append(UInt8(ascii: "]"))
  }

  private mutating func sample(_ time: Timestamp, _ histogram: FloatHistogram) {
    append("[")
    JSONText.append(time, to: &bytes)
    append(",")
    JSONText.append(histogram, to: &bytes)
    append("]")
  }

  private mutating func append(_ text: StaticString) {
    text.withUTF8Buffer { bytes.append(contentsOf: $0) }
  }
}

extension SampleColumns {
  /// Whether the sample of `row` is a native histogram.
  fileprivate func isHistogram(_ row: Int) -> Bool {
    var low = 0
    var high = histograms.count
    while low < high {
      let middle = (low + high) / 2
      if histograms[middle].row < row { low = middle + 1 } else { high = middle }
    }
    return low < histograms.count && histograms[low].row == row
  }
}

extension QueryValue {
  /// What `resultType` says.
  var typeName: String {
    switch self {
    case .scalar: "scalar"
    case .string: "string"
    case .vector: "vector"
    case .matrix: "matrix"
    }
  }
}
