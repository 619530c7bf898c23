import FoundationEssentials
import TestSupport
import Testing

extension EndToEnd {
  /// What `/federate` of a real prometheus says, read as a scrape reads it, is what that prometheus has stored.
  struct RecordedBodiesTests {
    /// How many bodies are read. `IAPETUS_BODIES=10000 swift test --filter RecordedBodiesTests` takes some minutes.
    private static let bodyCount = ProcessInfo.processInfo.environment["IAPETUS_BODIES"].flatMap { Int($0) } ?? 300

    /// Evaluated fifty times a second: values that are hard to write or to read, labels that need escapes, series that
    /// come and go, and some dozens of ordinary ones.
    private static let rules = #"""
      groups:
        - name: values
          interval: 20ms
          rules:
            - {record: 'job:value:nan', expr: vector(NaN)}
            - {record: 'job:value:inf', expr: vector(Inf)}
            - {record: 'cluster:value:inf', expr: vector(-Inf)}
            - {record: 'job:value:zero', expr: vector(-0)}
            - {record: 'job:value:least', expr: vector(5e-324)}
            - {record: 'job:value:most', expr: vector(1.7976931348623157e308)}
            - {record: 'job:value:normal', expr: vector(2.2250738585072014e-308)}
            - {record: 'job:value:denormal', expr: vector(time()) * 2.8173e-318}
            - {record: 'job:value:third', expr: vector(time()) / -3}
            - {record: 'job:value:wild', expr: exp(700 * sin(12345 * vector(time())))}
            - {record: 'job:value:whole', expr: floor(vector(1000 * time()))}
            - {record: 'job:value:fleeting', expr: vector(1) and on() (vector(time() % 0.5) < 0.25)}
            - record: 'job:label:text'
              expr: vector(time())
              labels:
                quotes: "\"\\\" \\n \\"
                lines: "one\ntwo\n"
                signs: "a=\"b\",c} 1 # {}"
                tongues: "é ü 日本 💧 \u0001"
                blanks: " \t "
                long: "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
        - name: many
          interval: 200ms
          rules:
            - record: 'cluster:go:all'
              expr: label_replace({__name__=~"go_.*"}, "metric", "$1", "__name__", "(.*)")
            - record: 'job:handlers:rate'
              expr: sum by (handler, code) (rate(prometheus_http_requests_total[30s]))
      """#

    @Test func `each sample that is read is one that was stored, to the bit`() async throws {
      let folder = TemporaryDirectory()
      let rulesPath = folder.path + "/rules.yml"
      try Files.write(Self.rules, to: rulesPath)
      let child = try await PrometheusProcess(
        externalLabels: ["cluster": "eu-1", "replica": "a"], rulesPath: rulesPath,
        scrapeConfigs: PrometheusProcess.itself)
      try await eventually("both groups have been evaluated") {
        let first = try await child.vector("job:label:text").count
        return try await child.vector("cluster:go:all").count > 20 && first == 1
      }
      let read = try await BodyRecorder.record(Self.bodyCount, port: child.port)
      let stored = try await StoredSamples.read(port: child.port)
      #expect(read.sampleCount >= Self.bodyCount * 30)
      #expect(read.samples.count >= 50)
      #expect(read.distinctCount >= Self.bodyCount * 5, "the bodies differ from one another")
      let differences = stored.differences(from: read)
      #expect(differences.isEmpty, "\(differences.count), such as \(differences.prefix(3))")
    }
  }
}
