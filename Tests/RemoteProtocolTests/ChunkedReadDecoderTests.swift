import RemoteProtocol
import TestSupport
import Testing
import TimeSeries

struct ChunkedReadDecoderTests {
  private static let always = Timestamp.min...Timestamp.max

  @Test func `samples come with their exact timestamps and the labels of the child`() throws {

    let labels: Labels = ["__name__": "job:x:sum", "cluster": "eu", "replica": "a"]
    let bytes = ReadAnswer.stream([(labels, [(1000, 1), (16_000, 1), (31_002, 2.5)])])
    let read = try decode(bytes)
    #expect(read.series.map(\.labels) == [labels])
    #expect(read.timestamps == [1000, 16_000, 31_002])
    #expect(read.values == [1, 1, 2.5])
  }

  @Test func `any series survives the way there and back, however the bytes are cut`() throws {
    var random = SeededRandom.fresh()
    for _ in 0..<60 {
      let series = ReadSamples.some(&random)
      let bytes = ReadAnswer.frames(
        series, chunkSize: Int.random(in: 1...50, using: &random), chunksPerFrame: Int.random(in: 1...3, using: &random)
      ).flatMap { $0 }
      var decoder = ChunkedReadDecoder(Self.always, queryCount: 1)
      var rest = bytes[...]
      while !rest.isEmpty {
        let piece = rest.prefix(Int.random(in: 1...600, using: &random))
        try Array(piece).withUnsafeBytes { try decoder.append($0) }
        rest = rest.dropFirst(piece.count)
      }
      ReadSamples.expect(try decoder.finish(), series, "seed \(random.seed)")
    }
  }

  @Test func `samples outside of the range stay out`() throws {
    let bytes = ReadAnswer.stream([(["__name__": "a"], [(1, 1), (2, 2), (3, 3), (4, 4)])])
    let read = try decode(bytes, 2...3)
    #expect(read.timestamps == [2, 3])
  }

  @Test func `a series that two selectors match is taken once`() throws {
    let frames = ReadAnswer.frames([(["__name__": "a"], [(1, 1)]), (["__name__": "b"], [(1, 2)])])
    let again = ReadAnswer.frames(
      [(["__name__": "b"], [(1, 2), (2, 3)]), (["__name__": "c"], [(1, 4)])], query: 1, chunkSize: 1, chunksPerFrame: 1)
    let read = try decode((frames + again).flatMap { $0 }, queryCount: 2)
    #expect(read.series.map(\.labels.metricName) == ["a", "b", "c"])
    #expect(read.values == [1, 2, 4])
  }

  @Test func `chunks of native histograms are counted and passed over`() throws {
    let chunks = [1, 2, 3, 9].map { ReadAnswer.chunk([(Timestamp($0), 1)], encoding: UInt64($0)) }
    let read = try decode(ReadAnswer.frame(ReadAnswer.message(["__name__": "a"], chunks)))
    #expect(read.timestamps == [1])
    #expect(read.unsupportedCount == 3)
  }

  @Test func `an answer that is cut, damaged or too large is refused`() throws {
    let bytes = ReadAnswer.stream([(["__name__": "a"], [(1, 1), (2, 2)])])
    for length in 1..<bytes.count {
      #expect(throws: RemoteProtocolError.self) { try decode(Array(bytes.prefix(length))) }
    }
    var wrong = bytes
    wrong[bytes.count - 1] ^= 1
    #expect(throws: RemoteProtocolError.self) { try decode(wrong) }
    #expect(throws: RemoteProtocolError.self) { try decode([0xff, 0xff, 0xff, 0xff, 0x7f]) }
    #expect(throws: RemoteProtocolError.self) { try decode(bytes + bytes) }
    let back = ReadAnswer.message(["__name__": "a"], [ReadAnswer.chunk([(5, 1)]), ReadAnswer.chunk([(5, 1)])])
    #expect(throws: RemoteProtocolError.self) { try decode(ReadAnswer.frame(back)) }
    var limits = ReadLimits()
    limits.samplesMax = 1
    let error = #expect(throws: RemoteProtocolError.self) { try decode(bytes, limits: limits) }
    #expect(error?.reason == .tooLarge)
  }

  @Test func `a series with impossible labels is left out and named`() throws {
    let nameless = ReadAnswer.frame(ReadAnswer.message(["job": "x"], [ReadAnswer.chunk([(1, 1)])]))
    let read = try decode(nameless + ReadAnswer.stream([(["__name__": "a"], [(1, 1)])]))
    #expect(read.series.count == 1)
    #expect(read.rejections.seriesCount == 1)
    #expect(read.rejections.example?.contains("job") == true)
  }

  @Test func `hostile messages under a right checksum never crash and never break a promise`() {
    var random = SeededRandom.fresh()
    for _ in 0..<500 {
      let series = ReadSamples.some(&random)
      let message = ReadAnswer.message(
        series[0].0, [ReadAnswer.chunk(series[0].1), ReadAnswer.chunk(series[0].1)])
      let damaged = ReadSamples.damaged(message, &random)
      guard let read = try? decode(ReadAnswer.frame(damaged)) else { continue }
      ReadSamples.expectSound(read, "seed \(random.seed)")
    }
  }

  private func decode(
    _ bytes: [UInt8], _ range: ClosedRange<Timestamp> = always, queryCount: Int = 1, limits: ReadLimits = ReadLimits()
  ) throws -> ReadResult {
    var decoder = ChunkedReadDecoder(range, queryCount: queryCount, limits: limits)
    try bytes.withUnsafeBytes { try decoder.append($0) }
    return try decoder.finish()
  }
}
