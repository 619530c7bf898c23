import Testing

@testable import Outbound

struct RequestURLTests {
  @Test func `takes a URL apart`() throws {
    let url = try #require(RequestURL("http://user:p@ss@[::1]:9090/a?b=c#d"))
    #expect(url.scheme == "http" && url.hostAndPort == "[::1]:9090" && url.host == "[::1]" && url.port == "9090")
    #expect(url.rest == "/a?b=c#d")
    #expect(RequestURL("HTTPS://A.b")?.origin == "https://a.b:443")
    #expect(RequestURL("http://[::1]/")?.port == "80")
    #expect(RequestURL("http://a")?.origin == RequestURL("http://A:80/x")?.origin)
  }

  @Test func `takes nothing but http and https`() {
    for text in ["", "a", "http:/a", "http://", "http:///a", "ftp://a/", "file:///a", "://a", "http//a://b"] {
      #expect(RequestURL(text) == nil, "\(text)")
    }
  }

  @Test func `redacts user, password and query`() {
    #expect(RequestURL.redacted("http://u:p@h:1/a?b=c") == "http://h:1/a")
    #expect(RequestURL.redacted("nonsense?b=c") == "nonsense")
    #expect(RequestURL.withoutUser("http://u:p@h:1/a?b=c") == "http://h:1/a?b=c")
  }
}
