import RemoteProtocol
import TestSupport
import Testing
import TimeSeries

struct MatrixDecoderTests {
  private static let always = Timestamp.min...Timestamp.max

  @Test func `an answer of the query API is read to the millisecond and the bit`() throws {
    let read = try decode(
      #"""
      {"status":"success","infos":["x"],"data":{"result":[{"metric":{"__name__":"job:x:sum","a":"\"\\\u00fc\ud83d\ude00"},
       "values":[[1435781451.781,"0.1"],[1435781452,"+Inf"],[1435781453.001,"NaN"],[1435781454.5,"-0"]]}],
       "resultType":"matrix"},"extra":[{"a":null},true,false,-1e3]}
      """#)
    #expect(read.series.map(\.labels) == [["__name__": "job:x:sum", "a": "\"\\ü😀"]])
    #expect(read.timestamps == [1_435_781_451_781, 1_435_781_452_000, 1_435_781_453_001, 1_435_781_454_500])
    #expect(read.values.map(\.bitPattern) == [0.1, .infinity, StaleMarker.ordinaryNaN, -0.0].map(\.bitPattern))
  }

  @Test func `a series that two selectors match is taken once`() throws {
    var decoder = MatrixDecoder(Self.always)
    for values in [[1.0, 2], [2, 3]] {
      let series: [(Labels, ReadAnswer.Samples)] = values.map { value in
        (["__name__": "m\(Int(value))"], [(timestamp: 5 as Timestamp, value: value)])
      }
      let text = ReadAnswer.matrix(series)
      try Array(text.utf8).withUnsafeBytes { try decoder.append($0) }
    }
    #expect(decoder.finish().values == [1, 2, 3])
  }

  @Test func `native histograms are counted and passed over`() throws {
    let read = try decode(
      #"{"status":"success","data":{"resultType":"matrix","result":[{"metric":{"__name__":"h"},"#
        + #""histograms":[[1,{"count":"1"}],[2,{}]]}]}}"#)
    #expect(read.unsupportedCount == 2)
    #expect(read.timestamps.isEmpty)
  }

  @Test func `what is no matrix is refused`() {
    for text in [
      "", "{}", "null", "<html>", #"{"status":"error","error":"no"}"#,
      #"{"status":"success","data":{"resultType":"vector","result":[]}}"#,
      #"{"status":"success","data":{"resultType":"matrix","result":[{"values":[]}]}}"#,
      #"{"status":"success","data":{"resultType":"matrix","result":[{"metric":{"__name__":"a"},"values":[[1,"x"]]}]}}"#,
      #"{"status":"success","data":{"resultType":"matrix","result":[]}} x"#,
      String(repeating: "[", count: 100_000), #"{"a":"# + String(repeating: #"{"a":"#, count: 100_000),
    ] { #expect(throws: RemoteProtocolError.self, "\(text.prefix(80))") { try decode(text) } }
  }

  @Test func `hostile answers never crash and never break a promise`() {
    var random = SeededRandom.fresh()
    for _ in 0..<1500 {
      let text = ReadAnswer.matrix(ReadSamples.some(&random).map { ($0.0, Array($0.1.prefix(6))) })
      let damaged = ReadSamples.damaged(Array(text.utf8), &random)
      var decoder = MatrixDecoder(Self.always)
      guard (try? damaged.withUnsafeBytes { try decoder.append($0) }) != nil else { continue }
      ReadSamples.expectSound(decoder.finish(), "seed \(random.seed)")
    }
  }

  private func decode(_ text: String) throws -> ReadResult {
    var decoder = MatrixDecoder(Self.always)
    try Array(text.utf8).withUnsafeBytes { try decoder.append($0) }
    return decoder.finish()
  }
}
