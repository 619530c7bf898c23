import Testing
import TimeSeries
import WebAPI

struct FederateRoutesTests {
  private static let now = TestServer.now

  private func get(
    _ target: String, external: Labels = [:],
    headers: [String] = ["Accept: text/plain;version=0.0.4;escaping=allow-utf-8"]
  ) async throws -> Answer {
    try await TestServer.run(routes: { store, registry in
      fill(store)
      return [
        FederateRoutes(
          views: try TestServer.views(of: store, registry), externalLabels: { external }, lookback: { 300_000 },
          now: { Self.now })
      ]
    }) { try await $0.get(target, headers) }
  }

  private func fill(_ store: MemoryStore) {
    let recent = Self.now - 1000
    store.add(["__name__": "job:x:sum", "job": "api", "replica": "a"], [(recent - 15_000, 1), (recent, 12.5)])
    store.add(["__name__": "job:x:sum", "job": "api", "replica": "b"], [(recent, 12.5)])
    store.add(["__name__": "job:x:sum", "job": "web", "instance": "i", "cluster": "own"], [(recent, .nan)])
    store.add(["__name__": "a:first", "Z": "1"], [(recent, -.infinity)])
    store.add(["__name__": "gone"], [(recent - 15_000, 1), (recent, StaleMarker.value)])
    store.add(["__name__": "old"], [(Self.now - 400_000, 1)])
    store.add(["__name__": "größe"], [(recent, 1)])
  }

  @Test func `newest samples by name, replicas merged, with external labels`() async throws {
    let answer = try await get(
      "/federate?match[]=%7B__name__=~%22job:.*%22%7D&match[]=a:first&match[]=gone&match[]=old&match[]=job:x:sum",
      external: ["cluster": "global", "site": "hq"])
    #expect(answer.status == 200)
    #expect(answer.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8; escaping=allow-utf-8")
    #expect(
      answer.text == """
        # TYPE a:first untyped
        a:first{Z="1",cluster="global",instance="",site="hq"} -Inf 1435781450781
        # TYPE job:x:sum untyped
        job:x:sum{cluster="own",instance="i",job="web",site="hq"} NaN 1435781450781
        job:x:sum{job="api",cluster="global",instance="",site="hq"} 12.5 1435781450781

        """)
  }

  @Test func `nothing chosen or found is an empty answer`() async throws {
    for target in ["/federate", "/federate?match[]=nothing"] {
      let answer = try await get(target)
      #expect(answer.status == 200 && answer.body.isEmpty)
    }
  }

  @Test func `a wrong selector is 400 in words and POST is not allowed`() async throws {
    let answer = try await get("/federate?match[]=%7B")
    #expect(answer.status == 400 && answer.headers["content-type"] == "text/plain; charset=utf-8", "\(answer.text)")
  }

  @Test func `names are escaped for parents that take plain ones only`() async throws {
    #expect(try await get("/federate?match[]=%7B%22gr%C3%B6%C3%9Fe%22%7D", headers: []).text.contains("gr__e{instance"))
    #expect(try await get("/federate?match[]=%7B%22gr%C3%B6%C3%9Fe%22%7D").text.contains(#"{"größe",instance"#))
  }
}
