import Testing

@testable import Config

@Suite struct EditDistanceTests {
  @Test func `distances count letters that differ`() {
    let cases = [("", "", 0), ("a", "", 1), ("kitten", "sitting", 3), ("scrape", "scarpe", 1), ("A", "a", 0)]
    for (left, right, distance) in cases {
      #expect(EditDistance.between(left, right) == distance, "\(left) \(right)")
      #expect(EditDistance.between(right, left) == distance)
    }
  }

  @Test func `only what is near is guessed`() {
    let keys = ["scrape_interval", "scrape_timeout", "job_name"]
    #expect(EditDistance.nearest(to: "scrap_intervall", among: keys) == "scrape_interval")
    #expect(EditDistance.nearest(to: "jobname", among: keys) == "job_name")
    #expect(EditDistance.nearest(to: "zzzzzz", among: keys) == nil)
    #expect(EditDistance.nearest(to: String(repeating: "x", count: 1 << 20), among: keys) == nil)
  }
}
