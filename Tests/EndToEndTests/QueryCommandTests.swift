import TestSupport
import Testing

extension EndToEnd {
  /// `iapetus query` beside `promtool query`, asking the same server the same.
  struct QueryCommandTests {
    private static func server() async throws -> (ServerProcess, time: Int64) {
      let server = try await ServerProcess(
        config: "", flags: ["--web.enable-remote-write-receiver", "--storage.tsdb.retention.time=100y"])
      // promtool asks for series of the last year, where it is not told otherwise.
      let time = Clock.milliseconds() / 1000 - 60
      for minute in 0...10 {
        var request = WriteRequest()
        let now = (time - Int64(10 - minute) * 60) * 1000
        for (job, code) in [("api", "200"), ("api", "<500>"), ("db & \"co\"", "200")] {
          request.add(
            ["__name__": "job:requests:rate5m", "job": job, "code": code],
            value: Double(minute) / 3 * Double(job.count),
            at: now)
        }
        request.add(
          ["__name__": "flag", "name1": "a", "name": "b", "name_x": "ü"], value: minute == 5 ? .infinity : 1e-9, at: now
        )
        request.add(["__name__": "job:latency:sum", "job": "api"]) { histogram in
          histogram.double(2, Double(minute) + 1.5)
          histogram.double(3, 9.5e9 * Double(minute))
          histogram.zigzag(4, 2)
          histogram.double(5, 0.001)
          histogram.double(7, 0.5)
          histogram.message(11) {
            $0.zigzag(1, -1)
            $0.varint(2, 1)
          }
          histogram.double(13, Double(minute) + 1)
          histogram.varint(15, UInt64(now))
        }
        let answer = try await HTTP.request(
          "POST", "/api/v1/write", port: server.port, headers: WriteRequest.headers, body: request.body)
        guard answer.status == 204 else { throw Failure("refused: \(answer.text)") }
      }
      return (server, time)
    }

    @Test func `what promtool prints is printed`() async throws {
      let (server, time) = try await Self.server()
      let (at, span) = ("--time=\(time)", ["--start=\(time - 600)", "--end=\(time).5"])
      // Debian's promtool knows no native histograms.
      let all = #"{__name__=~".+", __name__!="job:latency:sum"}"#
      let commands: [[String]] = [
        ["instant", server.url, all, at], ["instant", server.url, all + "[2m]", at],
        ["instant", server.url, "1/3", at],
        ["instant", server.url, "sort_desc(job:requests:rate5m)", at], ["instant", server.url, "nothing", at],
        ["instant", server.url, "sum by (job) (job:requests:rate5m)", "--time=2026-01-02T03:04:05.5+01:00"],
        ["instant", server.url, "up +", at],
        ["range", server.url, all] + span, ["range", server.url, all, "--step=90s"] + span,
        ["range", server.url, "sum(job:requests:rate5m) without (code)", "--step=1m0.5s", "--header=a=b"] + span,
        ["range", server.url, "up", "--step=1ms"] + span, ["range", server.url, "up", "--start=5", "--end=5"],
        ["series", server.url, "--match={__name__!=''}"],
        ["series", server.url, "--match=flag", "--match=job:latency:sum"],
        ["series", server.url, "--match=nothing"], ["series", server.url, "--match={"],
        ["series", server.url, "--match=" + all, "--start=\(time)", "--end=\(time + 60)"],
        ["labels", server.url, "__name__"], ["labels", server.url, "job", "--match=job:latency:sum"],
        ["labels", server.url, "nothing"], ["labels", server.url, "code", "--start=0", "--end=5"],
        ["instant", server.url + "/nowhere", "up"], ["instant", "http://127.0.0.1:1", "up"],
      ]
      var printed = 0
      for command in commands {
        for format in [[], ["-o", "json"]] {
          let theirs = try await ChildProcess.run(["promtool", "query"] + format + command, input: "")
          let ours = try await ChildProcess.run([try ServerProcess.binary(), "query"] + format + command, input: "")
          #expect(ours.code == theirs.code, "\(command): \(ours.errors)")
          #expect(ours.output == theirs.output, "\(command) \(format)")
          #expect(ours.errors.isEmpty == theirs.errors.isEmpty, "\(command): \(ours.errors) / \(theirs.errors)")
          printed += ours.output.isEmpty ? 0 : 1
        }
      }
      #expect(printed > 30)
    }

    @Test func `an expression comes on standard input, and a table for people if asked for`() async throws {
      let (server, time) = try await Self.server()
      let binary = try ServerProcess.binary()
      let table = try await ChildProcess.run(
        [binary, "query", "range", server.url, "-", "--start=\(time - 600)", "--end=\(time)", "--format=table"],
        input: "job:requests:rate5m{code='200'}\n")
      #expect(table.code == 0 && table.errors == "")
      #expect(table.output.hasPrefix("all: job:requests:rate5m{code=\"200\"}\n"))
      #expect(table.output.contains("▁") && table.output.contains("█"))
    }

    @Test func `native histograms are printed as a later promtool prints them`() async throws {
      let (server, time) = try await Self.server()
      let query = [try ServerProcess.binary(), "query", "instant", server.url, "job:latency:sum", "--time=\(time)"]
      let text = try await ChildProcess.run(query, input: "")
      #expect(
        text.output == """
          job:latency:sum{job="api"} => Count: 11.500000, Sum: 95000000000.000000, Buckets: [[-0.001,0.001]:0.5 \
          (0.7071067811865476,0.8408964152537145]:11] @[\(time)]

          """)
      let json = try await ChildProcess.run(query + ["-o", "json"], input: "")
      #expect(
        json.output == """
          [{"metric":{"__name__":"job:latency:sum","job":"api"},"histogram":[\(time),{"count":"11.5","sum":"95000000000",\
          "buckets":[[3,"-0.001","0.001","0.5"],[0,"0.7071067811865476","0.8408964152537145","11"]]}]}]

          """)
    }

    @Test func `what a query cost is told on standard error`() async throws {
      let (server, time) = try await Self.server()
      let answer = try await ChildProcess.run(
        [
          try ServerProcess.binary(), "query", "range", server.url, "sum(job:requests:rate5m)", "--explain",
          "--start=\(time - 120)", "--end=\(time)", "--step=1m",
        ], input: "")
      #expect(answer.code == 0 && answer.output.hasPrefix("{} =>\n"))
      for word in ["query plan:", "PART", "\nsum(job:requests:rate5m) ", "\n  job:requests:rate5m "] {
        #expect(answer.errors.contains(word), "\(word) in \(answer.errors)")
      }
    }

    @Test func `buckets are analyzed`() async throws {
      let (server, time) = try await Self.server()
      let analyze = [
        try ServerProcess.binary(), "query", "analyze", "--server=\(server.url)", "--duration=5m", "--time=\(time)",
      ]
      let native = try await ChildProcess.run(
        analyze + ["--type=nativehistograms", "--match=job:latency:sum"], input: "")
      #expect(
        native.output.hasPrefix(
          "job:latency:sum{job=\"api\"}=Bucket stats (min/avg/max) - number of buckets changed: 1/1.000/1 total delta of "
            + "changed buckets: 1/1.000/1 number of populated buckets: 2/2.000/2. total number of buckets: 2\n"),
        "\(native.output)\(native.errors)")
      #expect(native.code == 0 && native.output.hasSuffix("count - 1\n&{map[1:4]}\n"), "\(native.output)")
      let classic = try await ChildProcess.run(
        analyze + ["--type=classichistograms", "--match=job:latency"], input: "")
      #expect(classic.code == 1 && classic.errors.contains("must have a '_sum' suffix"))
    }

    @Test func `missing clusters are told on standard error, and can be an error`() async throws {
      let server = try await ServerProcess(config: "clusters: {expected: [eu-1, eu-2]}")
      let query = [try ServerProcess.binary(), "query", "instant", server.url, "job:requests:rate5m"]
      try await eventually("clusters are missing") {
        let answer = try await ChildProcess.run(query, input: "")
        return answer.code == 0 && answer.output == "\n" && answer.errors.contains("query warning: ")
          && answer.errors.contains("eu-2") && answer.errors.contains("query coverage: 0 of 2 clusters contributed")
      }
      let refused = try await ChildProcess.run(query + ["--no-partial-response"], input: "")
      #expect(refused.code == 1 && refused.output == "" && refused.errors.contains("eu-1"), "\(refused.errors)")
    }

    @Test func `who asks is said in a file`() async throws {
      let recorder = try await ServerProcess(config: "")
      let folder = TemporaryDirectory()
      try Files.write("basic_auth: {username: me, password: secret}\n", to: folder.path + "/http.yml")
      let binary = try ServerProcess.binary()
      let query = [binary, "query", "instant", recorder.url, "1", "--http.config.file=\(folder.path)/http.yml"]
      #expect(try await ChildProcess.run(query, input: "").code == 0)
      try Files.write("basic_auth: {user: me}\n", to: folder.path + "/http.yml")
      let refused = try await ChildProcess.run(query, input: "")
      #expect(refused.code == 1 && refused.errors.contains("http.yml:1:14"), "\(refused.errors)")
    }
  }
}
