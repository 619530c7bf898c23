import Storage
import Testing
import TimeSeries

@testable import Dedup

struct DedupSelectionTests {
  private let removal = LabelRemoval(["replica"])

  private func merging(_ selection: FixedSelection, removal: LabelRemoval) -> any SeriesSelection {
    ReplicaGroups(selection, removal)?.selection(of: selection) ?? selection
  }

  private func columns(_ samples: KeyValuePairs<Timestamp, Double>) -> SampleColumns {
    SampleColumns(timestamps: samples.map(\.key), values: samples.map(\.value))
  }

  private func series(_ cluster: String, _ replica: String) -> Labels {
    ["__name__": "job:up:sum", "cluster": cluster, "replica": replica]
  }

  private func read(_ selection: any SeriesSelection, _ range: Range<Int>? = nil) throws -> [Labels: SampleColumns] {
    var result: [Labels: SampleColumns] = [:]
    let labels = selection.labels
    try selection.read(range ?? 0..<labels.count) { position, columns in
      result[labels[position]] = SampleColumns(
        timestamps: columns.timestamps, values: columns.values, histograms: columns.histograms)
    }
    return result
  }

  @Test func `a pair counts once, and the first replica is served`() throws {
    let merged = merging(
      FixedSelection(series: [
        (series("eu", "b"), columns([10: 2, 20: 2])), (series("us", "a"), columns([10: 7])),
        (series("eu", "a"), columns([10: 1, 20: 1])),
      ]), removal: removal)
    let answer = try read(merged)
    #expect(answer.count == 2)
    #expect(answer[["__name__": "job:up:sum", "cluster": "eu"]] == columns([10: 1, 20: 1]))
    #expect(answer[["__name__": "job:up:sum", "cluster": "us"]] == columns([10: 7]))
  }

  @Test func `a sample that one replica missed comes from the other`() throws {
    let merged = merging(
      FixedSelection(series: [
        (series("eu", "a"), columns([10: 1, 30: 1])), (series("eu", "b"), columns([10: 2, 20: 2, 30: 2])),
      ]), removal: removal)
    #expect(try read(merged).values.first == columns([10: 1, 20: 2, 30: 1]))
  }

  @Test func `the end of one replica does not hide the other`() throws {
    let merged = merging(
      FixedSelection(series: [
        (series("eu", "a"), columns([10: 1, 15: StaleMarker.value])), (series("eu", "b"), columns([10: 2, 20: 2])),
      ]), removal: removal)
    #expect(try read(merged).values.first == columns([10: 1, 20: 2]))
  }

  @Test func `a series ends when its last replica ends`() throws {
    let merged = merging(
      FixedSelection(series: [
        (series("eu", "a"), columns([10: 1, 15: StaleMarker.value])),
        (series("eu", "b"), columns([10: 2, 20: 2, 25: StaleMarker.value])),
      ]), removal: removal)
    let samples = try #require(try read(merged).values.first)
    #expect(samples.timestamps == [10, 20, 25])
    #expect(samples.values.map(\.isStaleMarker) == [false, false, true])
  }

  @Test func `series without a replica label pass through untouched`() throws {
    let plain = FixedSelection(series: [(["__name__": "up"], columns([10: 1, 12: StaleMarker.value]))])
    #expect(merging(plain, removal: removal) is FixedSelection)
  }

  @Test func `any part of the series can be read in any order`() throws {
    let parts = (0..<20).map { (series("c\($0 / 2)", "ab".map(String.init)[$0 % 2]), columns([10: Double($0)])) }
    let merged = merging(FixedSelection(series: parts.reversed()), removal: removal)
    let whole = try read(merged)
    for position in merged.labels.indices {
      let one = try read(merged, position..<position + 1)
      #expect(one.values.first == whole[merged.labels[position]])
    }
    let turned = merged.reordered(Array(merged.labels.indices.reversed()))
    #expect(turned.labels == merged.labels.reversed())
    #expect(try read(turned) == whole)
  }

  @Test func `where another replica takes over, its start counts, and what is known of resets is forgotten`() throws {
    var histogram = FloatHistogram()
    histogram.counterReset = .notReset
    func samples(_ times: [Timestamp], start: Timestamp) -> SampleColumns {
      var samples = SampleColumns()
      for time in times {
        samples.append(time, histogram)
        samples.setLastStart(start)
      }
      return samples
    }
    let merged = merging(
      FixedSelection(series: [
        (series("eu", "a"), samples([10, 20, 40], start: 5)), (series("eu", "b"), samples([10, 20, 30, 50], start: 7)),
      ]), removal: removal)
    try merged.read(0..<1) { _, columns in
      #expect(columns.timestamps == [10, 20, 30, 40, 50])
      #expect(columns.starts == StartColumn([5, 5, 7, 5, 7]))
      #expect(columns.histograms.map(\.histogram.counterReset) == [.unknown, .notReset, .unknown, .unknown, .unknown])
    }
  }

  @Test func `native histograms are merged like floats`() throws {
    var histogram = FloatHistogram()
    histogram.sum = 3
    var withHistogram = SampleColumns()
    withHistogram.append(10, 1)
    withHistogram.append(20, histogram)
    let merged = merging(
      FixedSelection(series: [
        (series("eu", "a"), columns([10: 5])), (series("eu", "b"), withHistogram),
      ]), removal: removal)
    var wanted = SampleColumns()
    wanted.append(10, 5)
    wanted.append(20, histogram)
    #expect(try read(merged).values.first == wanted)
  }
}
