import FoundationEssentials
import Testing

@testable import iapetus

struct BucketStatisticsTests {
  private func histogram(_ buckets: String) throws -> AnsweredHistogram {
    try JSONDecoder().decode(
      AnsweredHistogram.self, from: Data("[1,{\"count\":\"1\",\"sum\":\"1\",\"buckets\":\(buckets)}]".utf8))
  }

  private func bucket(_ bound: String, _ values: [Double]) -> AnsweredSeries {
    let floats = values.enumerated().map { AnsweredFloat($0.element, at: Int64($0.offset)) }
    return AnsweredSeries(labels: AnsweredLabels(["le": bound]), floats: floats)
  }

  @Test func `the buckets of native histograms are compared from sample to sample`() throws {
    let samples = try [
      #"[[0,"1","2","3"]]"#, #"[[0,"1","2","3"],[0,"2","4","5"]]"#, #"[[0,"2","4","6.5"],[0,"4","8","1"]]"#,
    ].map(histogram)
    let statistics = try #require(BucketStatistics(native: samples))
    #expect(
      statistics.text
        == "Bucket stats (min/avg/max) - number of buckets changed: 1/2.000/3 total delta of changed buckets: 5/5.000/5 "
        + "number of populated buckets: 2/2.000/2. total number of buckets: 3")
    #expect(BucketStatistics(native: Array(samples.prefix(1))) == nil)
  }

  @Test func `the buckets of classic histograms are taken apart first`() throws {
    let buckets = [bucket("+Inf", [3, 5, 9]), bucket("1", [1, 1, 2]), bucket("2.5", [3, 4, 5])]
    let statistics = try #require(try BucketStatistics(classic: buckets))
    #expect(
      statistics.text
        == "Bucket stats (min/avg/max) - number of buckets changed: 2/2.000/2 total delta of changed buckets: 2/3.000/4 "
        + "number of populated buckets: 3/3.000/3. total number of buckets: 3")
    #expect(try BucketStatistics(classic: []) == nil)
    #expect(try BucketStatistics(classic: [bucket("1", [1])]) == nil)
    #expect(throws: BucketStatistics.NotAligned.self) {
      try BucketStatistics(classic: [bucket("1", [1, 2]), bucket("2", [1, 2, 3])])
    }
  }

  @Test func `numbers out of all bounds are none`() throws {
    let buckets = [bucket("1", [.nan, .infinity, 1e300]), bucket("+Inf", [0, -.infinity, .nan])]
    #expect(try BucketStatistics(classic: buckets)?.bucketCount == 2)
  }

  @Test func `a summary speaks of all histograms`() throws {
    var summary = BucketSummary()
    for values in [[1.0, 2, 4], [1, 1, 1]] {
      summary.add(try #require(try BucketStatistics(classic: [bucket("1", values)])))
    }
    #expect(
      summary.text == """
        minChanged - min/avg/max: 0/0.500/1
        avgChanged - min/avg/max: 0/0.500/1
        maxChanged - min/avg/max: 0/0.500/1
        minDelta - min/avg/max: 0/0.500/1
        avgDelta - min/avg/max: 0/0.500/1
        maxDelta - min/avg/max: 0/1.000/2
        minPop - min/avg/max: 1/1.000/1
        avgPop - min/avg/max: 1/1.000/1
        maxPop - min/avg/max: 1/1.000/1
        total - min/avg/max: 1/1.000/1
        count - 2
        &{map[0:2 1:2]}
        """)
  }
}
