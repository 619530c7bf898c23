import NIOCore
import PromQL
import TestSupport
import Testing
import TimeSeries

@testable import WebAPI

struct QueryDataWriterTests {
  private func pieces(_ content: QueryAnswerContent) -> [String] {
    var writer = QueryDataWriter(content)
    var pieces: [String] = []
    while let piece = writer.next() { pieces.append(String(buffer: piece)) }
    return pieces
  }

  private func text(_ value: QueryValue, _ annotations: Annotations = Annotations()) -> String {
    pieces(
      QueryAnswerContent(result: QueryResult(value: value, annotations: annotations, statistics: QueryStatistics()))
    ).joined()
  }

  private var histogram: FloatHistogram {
    var histogram = FloatHistogram()
    (histogram.count, histogram.sum) = (10, -1.5)
    (histogram.zeroThreshold, histogram.zeroCount) = (0.001, 1)
    histogram.positiveSpans = [.init(offset: 0, length: 2), .init(offset: 1, length: 1)]
    histogram.positiveBuckets = [2, 0, 3]
    histogram.negativeSpans = [.init(offset: 1, length: 1)]
    histogram.negativeBuckets = [4]
    return histogram
  }

  private let histogramText =
    #"{"count":"10","sum":"-1.5","buckets":[[1,"-2","-1","4"],[3,"-0.001","0.001","1"],[0,"0.5","1","2"],[0,"4","8","3"]]}"#

  @Test func `native histograms have their own members`() {
    let sample = VectorSample(labels: ["a": "b"], timestamp: 1500, value: -1.5, histogram: histogram)
    #expect(
      text(.vector([sample]))
        == #"{"status":"success","data":{"resultType":"vector","result":[{"metric":{"a":"b"},"histogram":[1.500,\#(histogramText)]}]}}"#
    )
    var samples = SampleColumns()
    samples.append(1000, histogram)
    samples.append(2000, 7)
    samples.append(3000, histogram)
    let series = MatrixSeries(labels: [:], samples: samples)
    #expect(
      text(.matrix([series]))
        == #"{"status":"success","data":{"resultType":"matrix","result":[{"metric":{},"values":[[2,"7"]],"histograms":[[1,\#(histogramText)],[3,\#(histogramText)]]}]}}"#
    )
  }

  @Test func `custom buckets start closed and an empty histogram has none`() {
    var custom = FloatHistogram()
    custom.schema = FloatHistogram.customSchema
    custom.customBounds = [1, 2.5]
    custom.positiveSpans = [.init(offset: 0, length: 3)]
    custom.positiveBuckets = [1, 2, 3]
    custom.count = 6
    var bytes: [UInt8] = []
    JSONText.append(custom, to: &bytes)
    #expect(
      String(decoding: bytes, as: UTF8.self)
        == #"{"count":"6","sum":"0","buckets":[[3,"-Inf","1","1"],[0,"1","2.5","2"],[0,"2.5","+Inf","3"]]}"#)
    bytes = []
    JSONText.append(FloatHistogram(), to: &bytes)
    #expect(String(decoding: bytes, as: UTF8.self) == #"{"count":"0","sum":"0"}"#)
  }

  @Test func `only the first ten of each kind of annotation are spelled out`() {
    var annotations = Annotations()
    for number in 1...13 { annotations.warn("w\(number)") }
    for number in 1...10 { annotations.inform("i\(number)") }
    let text = text(.vector([]), annotations)
    #expect(text.contains(#""w9","w10","3 more warning annotations omitted"],"infos":["i1""#), "\(text)")
    #expect(text.hasSuffix(#""i9","i10"]}"#))
  }

  @Test func `statistics per step carry the times of the steps`() {
    var statistics = QueryStatistics()
    statistics.queryableSamplesPerStep = [3, 4]
    statistics.queryableSamples = 7
    let result = QueryResult(value: .scalar(1, 2), annotations: Annotations(), statistics: statistics)
    let content = QueryAnswerContent(result: result, statistics: .perStep, start: 1000, step: 500)
    let text = pieces(content).joined()
    #expect(
      text.contains(#""samples":{"totalQueryableSamplesPerStep":[[1,3],[1.500,4]],"totalQueryableSamples":7"#),
      "\(text)")
  }

  @Test func `the pieces of a stream are bounded and make one document`() throws {
    var random = SeededRandom.fresh()
    var matrix: [MatrixSeries] = []
    var expected = 0
    for number in 0..<40 {
      var samples = SampleColumns()
      for row in 0..<Int.random(in: 0...1500, using: &random) {
        if Int.random(in: 0..<20, using: &random) == 0 {
          samples.append(Timestamp(row) * 777, histogram)
        } else {
          samples.append(Timestamp(row) * 777, Double(bitPattern: random.next()))
        }
        expected += 1
      }
      matrix.append(MatrixSeries(labels: ["n": "\(number) \"quoted\"\n"], samples: samples))
    }
    let content = QueryAnswerContent(
      result: QueryResult(value: .matrix(matrix), annotations: Annotations(), statistics: QueryStatistics()))
    let pieces = pieces(content)
    #expect(pieces.count > 10)
    #expect(pieces.allSatisfy { $0.utf8.count < QueryDataWriter.pieceByteCount + 2048 }, "seed \(random.seed)")
    let samples = try JSONShape(pieces.joined()).leafArrays(ofLength: 2)
    #expect(samples == expected, "seed \(random.seed)")
  }
}

/// Just enough of a JSON reader to see that a text is one document, and to count in it.
private struct JSONShape {
  struct Broken: Error {}

  private let bytes: [UInt8]

  init(_ text: String) { bytes = Array(text.utf8) }

  /// How many arrays start with a number and have `length` elements.
  func leafArrays(ofLength length: Int) throws -> Int {
    var depth: [(open: UInt8, commas: Int, isLeaf: Bool)] = []
    var found = 0
    var index = 0
    while index < bytes.count {
      switch bytes[index] {
      case UInt8(ascii: "["), UInt8(ascii: "{"):
        let next = index + 1 < bytes.count ? bytes[index + 1] : 0
        let startsWithTime = next >= UInt8(ascii: "0") && next <= UInt8(ascii: "9")
        depth.append((bytes[index], 0, bytes[index] == UInt8(ascii: "[") && startsWithTime))
      case UInt8(ascii: "]"), UInt8(ascii: "}"):
        guard let last = depth.popLast(), last.open + 2 == bytes[index] else { throw Broken() }
        if last.isLeaf, last.commas == length - 1 { found += 1 }
      case UInt8(ascii: ","):
        guard !depth.isEmpty else { throw Broken() }
        depth[depth.count - 1].commas += 1
      case UInt8(ascii: "\""):
        index += 1
        while index < bytes.count, bytes[index] != UInt8(ascii: "\"") {
          index += bytes[index] == UInt8(ascii: "\\") ? 2 : 1
        }
      default: break
      }
      index += 1
    }
    guard depth.isEmpty else { throw Broken() }
    return found
  }
}
