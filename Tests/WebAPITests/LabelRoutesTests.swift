import Testing
import TimeSeries

struct LabelRoutesTests {
  private func serve(_ body: (TestServer) async throws -> Void) async throws {
    try await TestServer.run { server in
      server.store.add(["__name__": "up", "job": "a", "zone": "x"], [(1000, 1)])
      server.store.add(["__name__": "up", "job": "b"], [(5000, 1)])
      server.store.add(["__name__": "down", "größe.cm": "1"], [(1000, 1)])
      try await body(server)
    }
  }

  private func expect(
    _ target: String, _ data: String, in server: TestServer, _ location: SourceLocation = #_sourceLocation
  ) async throws {
    let answer = try await server.get("/api/v1/" + target)
    #expect(answer.status == 200, "\(target)", sourceLocation: location)
    #expect(answer.text == #"{"status":"success","data":\#(data)}"#, "\(target)", sourceLocation: location)
  }

  @Test func `names and values are sorted lists`() async throws {
    try await serve { server in
      try await expect("labels", #"["__name__","größe.cm","job","zone"]"#, in: server)
      try await expect("labels?match[]=up", #"["__name__","job","zone"]"#, in: server)
      try await expect("labels?match[]=up%7Bjob=%22b%22%7D&match[]=down", #"["__name__","größe.cm","job"]"#, in: server)
      try await expect("labels?start=4&end=6", #"["__name__","job"]"#, in: server)
      try await expect("label/job/values", #"["a","b"]"#, in: server)
      try await expect("label/job/values?match[]=nothing", "[]", in: server)
      try await expect("label/job/values?start=9&end=3", "[]", in: server)
    }
  }

  @Test func `any label fits into a path`() async throws {
    try await serve { server in
      for name in ["gr%C3%B6%C3%9Fe.cm", "U__gr_f6__df_e_2e_cm"] {
        try await expect("label/\(name)/values", #"["1"]"#, in: server)
      }
      let answer = try await server.get("/api/v1/label//values")
      #expect(answer.status == 404)
    }
  }

  @Test func `series are listed by their labels`() async throws {
    try await serve { server in
      try await expect(
        "series?match[]=up", #"[{"__name__":"up","job":"a","zone":"x"},{"__name__":"up","job":"b"}]"#, in: server)
      let form = try await server.post("/api/v1/series", "match[]=down&match[]=%7Bjob%3D%22b%22%7D")
      #expect(
        form.text == #"{"status":"success","data":[{"__name__":"down","größe.cm":"1"},{"__name__":"up","job":"b"}]}"#)
    }
  }

  @Test func `a limit cuts lists and says so`() async throws {
    try await serve { server in
      let warning = #","warnings":["results truncated due to limit"]}"#
      let labels = try await server.get("/api/v1/labels?limit=2")
      #expect(labels.text == #"{"status":"success","data":["__name__","größe.cm"]"# + warning)
      let series = try await server.get("/api/v1/series?match[]=up&limit=1")
      #expect(series.text == #"{"status":"success","data":[{"__name__":"up","job":"a","zone":"x"}]"# + warning)
      try await expect("label/job/values?limit=2", #"["a","b"]"#, in: server)
    }
  }
}
