import RemoteProtocol
import TestSupport
import Testing
import TimeSeries

/// Remote write 2.0.
struct InternedWriteTests {
  private func decode(_ message: WireMessage, limits: WriteLimits = WriteLimits()) throws -> WriteRequest {
    try InternedWriteDecoder.decode(message.bytes.span.bytes, limits: limits)
  }

  private static let symbols = ["", "__name__", "up", "job", "a"]

  private static func references(_ numbers: [UInt64]) -> [UInt8] {
    var packed = WireMessage()
    for number in numbers { packed.varint(number) }
    return packed.bytes
  }

  private static func sample(_ value: Double, _ time: Int64, start: Int64 = 0) -> (inout WireMessage) -> Void {
    { sample in
      sample.double(1, value)
      sample.varint(2, UInt64(bitPattern: time))
      if start != 0 { sample.varint(3, UInt64(bitPattern: start)) }
    }
  }

  @Test func `reads labels by their symbols, samples, and when they began`() throws {
    let read = try decode(
      WireMessage { message in
        for symbol in Self.symbols { message.text(4, symbol) }
        message.message(5) { series in
          series.bytes(1, Self.references([3, 4, 1, 2]))
          series.message(2, Self.sample(1, 1000))
          series.message(2, Self.sample(-0.0, 2000, start: 500))
          series.message(2, Self.sample(StaleMarker.value, 3000, start: -1))
          series.message(2, Self.sample(4, 4000))
          series.message(4) { $0.double(2, 1) }
          series.message(5) { $0.varint(1, 1) }
        }
      })
    #expect(read.series.map(\.labels) == [["__name__": "up", "job": "a"]])
    #expect(read.timestamps == [1000, 2000, 3000, 4000])
    #expect(read.values.map(\.bitPattern) == [1, -0.0, StaleMarker.value, 4].map(\.bitPattern))
    #expect(read.starts == StartColumn([0, 500, -1]))
    #expect(read.exemplarCount == 1 && read.rejections.isEmpty)
  }

  @Test func `symbols may come after the series that need them, references one by one`() throws {
    let read = try decode(
      WireMessage { message in
        message.message(5) { series in
          series.varint(1, 1)
          series.varint(1, 2)
          series.message(2, Self.sample(1, 5))
        }
        for symbol in Self.symbols { message.text(4, symbol) }
      })
    #expect(read.series.map(\.labels) == [["__name__": "up"]] && read.timestamps == [5])
  }

  @Test func `reads native histograms with their start`() throws {
    let read = try decode(
      WireMessage { message in
        for symbol in Self.symbols { message.text(4, symbol) }
        message.message(5) { series in
          series.bytes(1, Self.references([1, 2]))
          series.message(3) { histogram in
            histogram.double(2, 3)
            histogram.double(3, 1.5)
            histogram.zigzag(4, -53)
            histogram.message(11) { span in
              span.zigzag(1, 1)
              span.varint(2, 1)
            }
            histogram.double(13, 3)
            histogram.varint(15, 60_000)
            histogram.double(16, 0.5)
            histogram.varint(17, 30_000)
          }
        }
      })
    let sample = try #require(read.histograms.first)
    #expect((sample.timestamp, sample.start) == (60_000, 30_000))
    #expect(sample.histogram.customBounds == [0.5] && sample.histogram.positiveBuckets == [3])
  }

  @Test func `the created timestamp of a series stands for samples without a start`() throws {
    let read = try decode(
      WireMessage { message in
        for symbol in Self.symbols { message.text(4, symbol) }
        message.message(5) { series in
          series.bytes(1, Self.references([1, 2]))
          series.message(2, Self.sample(1, 1000))
          series.message(2, Self.sample(2, 2000, start: 1500))
          series.varint(6, 700)
        }
      })
    #expect(read.starts == StartColumn([700, 1500]))
  }

  @Test func `leaves out a series with references that lead nowhere, and its starts`() throws {
    let cases: [(references: [UInt64], reason: String)] = [
      ([1], "1 references"), ([1, 2, 3], "3 references"), ([1, 5], "symbol 5, where the message has 5"),
      ([1, .max], "a reference to symbol"), ([3, 4], "has no metric name"), ([], "has no metric name"),
      ([1, 2, 1, 4], "is not unique"),
    ]
    for (references, reason) in cases {
      let read = try decode(
        WireMessage { message in
          for symbol in Self.symbols { message.text(4, symbol) }
          for references in [references, [1, 2]] {
            message.message(5) { series in
              series.bytes(1, Self.references(references))
              series.message(2, Self.sample(1, 1000, start: references == [1, 2] ? 0 : 7))
            }
          }
        })
      #expect(read.series.map(\.labels) == [["__name__": "up"]])
      #expect(read.timestamps == [1000] && read.starts.isEmpty)
      #expect(read.rejections.seriesCount == 1)
      #expect(read.rejections.example?.contains(reason) == true, "\(read.rejections)")
    }
  }

  @Test func `refuses what is larger than its limits`() throws {
    let message = WireMessage { message in
      for symbol in Self.symbols { message.text(4, symbol) }
      for _ in 0..<2 {
        message.message(5) { series in
          series.bytes(1, Self.references([1, 2, 3, 4]))
          series.message(2, Self.sample(1, 1, start: 1))
        }
      }
    }
    let changes: [(inout WriteLimits) -> Void] = [
      { $0.samplesMax = 1 }, { $0.seriesMax = 1 }, { $0.labelsPerSeriesMax = 1 }, { $0.symbolsMax = 4 },
      { $0.byteCountMax = 9 },
    ]
    for change in changes {
      var limits = WriteLimits()
      change(&limits)
      let error = #expect(throws: RemoteProtocolError.self) { _ = try decode(message, limits: limits) }
      #expect(error?.reason == .tooLarge)
    }
    #expect(try decode(message).series.count == 2)
  }

  @Test func `damaged bytes are read or refused, and never read wrongly`() {
    var random = SeededRandom.fresh()
    let whole = WireMessage { message in
      for symbol in Self.symbols { message.text(4, symbol) }
      for number in 0..<3 {
        message.message(5) { series in
          series.bytes(1, Self.references([1, 2, 3, 4]))
          for row in 0..<4 { series.message(2, Self.sample(1, Int64(row), start: Int64(number))) }
          series.message(3) { $0.varint(17, 5) }
        }
      }
    }
    for _ in 0..<3000 {
      var bytes = whole.bytes
      for _ in 0..<Int.random(in: 1...6, using: &random) {
        let place = Int.random(in: 0..<bytes.count, using: &random)
        bytes[place] = UInt8.random(in: 0...255, using: &random)
      }
      if Bool.random(using: &random) { bytes.removeLast(Int.random(in: 0..<bytes.count, using: &random)) }
      guard let read = try? InternedWriteDecoder.decode(bytes.span.bytes) else { continue }
      let covered = read.series.reduce(0) { $0 + $1.samples.count }
      #expect(covered == read.timestamps.count && covered == read.values.count, "seed \(random.seed)")
      #expect(read.starts.count <= covered, "seed \(random.seed)")
      #expect(read.series.reduce(0) { $0 + $1.histograms.count } == read.histograms.count, "seed \(random.seed)")
      for series in read.series { #expect(Labels(validating: series.labels.bytes) != nil, "seed \(random.seed)") }
    }
  }
}
