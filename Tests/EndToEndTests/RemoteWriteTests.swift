import Testing

extension EndToEnd {
  /// Clusters that can only push.
  struct RemoteWriteTests {
    private func write(_ request: WriteRequest, to iapetus: ServerProcess) async throws -> HTTPAnswer {
      try await HTTP.request(
        "POST", "/api/v1/write", port: iapetus.port, headers: WriteRequest.headers, body: request.body)
    }

    private func request(seriesCount: Int, value: Double = 1) -> WriteRequest {
      var request = WriteRequest()
      for number in 0..<seriesCount {
        let labels = ["__name__": "job:pushed:sum", "cluster": "far", "replica": "a", "n": "\(number)"]
        request.add(labels, value: value, at: Clock.milliseconds())
      }
      return request
    }

    @Test func `writing is behind its flag`() async throws {
      let iapetus = try await ServerProcess(config: "")
      #expect(try await write(request(seriesCount: 1), to: iapetus).status == 404)
      #expect(try await iapetus.vector("job:pushed:sum").isEmpty)
    }

    @Test func `what is written is there with the answer`() async throws {
      let iapetus = try await ServerProcess(config: "", flags: ["--web.enable-remote-write-receiver"])
      let answer = try await write(request(seriesCount: 5000, value: -0.1), to: iapetus)
      #expect(answer.status == 204, "\(answer.text)")
      #expect(try await iapetus.value("count(job:pushed:sum == -0.1)") == 5000)
      #expect(try await iapetus.vector("job:pushed:sum{n='7'}")[0].labels["cluster"] == "far")
    }

    @Test func `a cluster that pushes is held to its budget`() async throws {
      let iapetus = try await ServerProcess(
        config: "clusters: {series_budget: {limit: 10}}", flags: ["--web.enable-remote-write-receiver"])
      let first = try await write(request(seriesCount: 10), to: iapetus)
      #expect(first.status == 204, "\(first.text)")
      _ = try await write(request(seriesCount: 30, value: 2), to: iapetus)
      #expect(try await iapetus.value("count(job:pushed:sum)") == 10)
      #expect(try await iapetus.value("count(job:pushed:sum{n=~'[0-9]'} == 2)") == 10, "incumbents go on")
      let budgets = try await HTTP.get("/api/v1/status/budgets", port: iapetus.port).text
      #expect(budgets.contains("far"), "\(budgets)")
    }

    @Test func `a body that is no write request is refused`() async throws {
      let iapetus = try await ServerProcess(config: "", flags: ["--web.enable-remote-write-receiver"])
      for body in [[], [0xff, 0xff, 0xff], Array("garbage in a body".utf8)] as [[UInt8]] where !body.isEmpty {
        let answer = try await HTTP.request(
          "POST", "/api/v1/write", port: iapetus.port, headers: WriteRequest.headers, body: body)
        #expect(answer.status == 400, "\(answer.status) \(answer.text)")
      }
      #expect(try await HTTP.get("/-/ready", port: iapetus.port).status == 200)
    }
  }
}
