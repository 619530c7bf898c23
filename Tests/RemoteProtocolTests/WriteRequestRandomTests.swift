import RemoteProtocol
import TestSupport
import Testing
import TimeSeries

struct WriteRequestRandomTests {
  @Test func `any request survives the way there and back`() throws {
    var random = SeededRandom.fresh()
    for _ in 0..<200 {
      let request = someRequest(&random)
      let read = try WriteRequestDecoder.decode(WriteRequestEncoder.encode(request).span.bytes)
      #expect(read.series == request.series, "seed \(random.seed)")
      #expect(read.timestamps == request.timestamps, "seed \(random.seed)")
      #expect(read.values.map(\.bitPattern) == request.values.map(\.bitPattern), "seed \(random.seed)")
      #expect(read.histograms == request.histograms, "seed \(random.seed)")
    }
  }

  @Test func `damaged bytes are read or refused, and never read wrongly`() {
    var random = SeededRandom.fresh()
    for _ in 0..<3000 {
      var bytes = WriteRequestEncoder.encode(someRequest(&random))
      for _ in 0..<Int.random(in: 1...6, using: &random) { damage(&bytes, &random) }
      guard let read = try? WriteRequestDecoder.decode(bytes.span.bytes) else { continue }
      let covered = read.series.reduce(0) { $0 + $1.samples.count }
      #expect(covered == read.timestamps.count && covered == read.values.count, "seed \(random.seed)")
      #expect(read.series.reduce(0) { $0 + $1.histograms.count } == read.histograms.count, "seed \(random.seed)")
      for series in read.series {
        #expect(Labels(validating: series.labels.bytes) != nil, "seed \(random.seed): \(series.labels.bytes)")
      }
    }
  }

  private func damage(_ bytes: inout [UInt8], _ random: inout SeededRandom) {
    guard !bytes.isEmpty else { return }
    let place = Int.random(in: 0..<bytes.count, using: &random)
    switch Int.random(in: 0..<4, using: &random) {
    case 0: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
    case 1: bytes[place] = UInt8.random(in: 0...255, using: &random)
    case 2: bytes.removeSubrange(place...)
    default:
      bytes.insert(contentsOf: [0xff, 0xff, 0xff, 0xff, 0x0f].prefix(Int.random(in: 1...5, using: &random)), at: place)
    }
  }

  private func someRequest(_ random: inout SeededRandom) -> WriteRequest {
    var request = WriteRequest()
    for index in 0..<Int.random(in: 0...4, using: &random) {
      var samples = SampleColumns()
      for row in 0..<Int.random(in: 0...5, using: &random) {
        let time = Timestamp.random(in: -1000...2_000_000_000_000, using: &random) + Timestamp(row)
        if Int.random(in: 0..<4, using: &random) == 0 {
          samples.append(time, someHistogram(&random))
        } else {
          samples.append(time, Double(bitPattern: random.next()))
        }
      }
      request.append(["__name__": "m\(index)", "job": String(repeating: "ü", count: index * 70)], samples)
    }
    return request
  }

  private func someHistogram(_ random: inout SeededRandom) -> FloatHistogram {
    var histogram = FloatHistogram()
    histogram.schema = Int32.random(in: -4...8, using: &random)
    histogram.counterReset = random.next() & 1 == 0 ? .notReset : .gauge
    histogram.sum = Double.random(in: -9...9, using: &random)
    histogram.count = 12
    histogram.zeroThreshold = 0.001
    let length = UInt32.random(in: 1...4, using: &random)
    histogram.positiveSpans = [.init(offset: -3, length: length)]
    histogram.positiveBuckets = (0..<length).map { Double($0) }
    histogram.negativeSpans = [.init(offset: 2, length: length), .init(offset: 1, length: 1)]
    histogram.negativeBuckets = (0...length).map { Double($0) / 2 }
    return histogram
  }
}
