import Testing

@testable import Config

@Suite struct RedactionTests {
  private static let text = """
    global:
      scrape_interval: 15s
      external_labels: {a: "yes", b: "1", c: plain}
    scrape_configs:
    - job_name: basic
      basic_auth: {username: u, password: hunter2}
      proxy_url: http://u:hunter2@proxy:3128
    - job_name: bearer
      bearer_token: "hunter2"
      tls_config: {cert: public, key: hunter2}
      http_headers:
        X-Token: {values: [open], secrets: [hunter2, hunter2]}
    - job_name: authorization
      authorization:
        credentials: |
          hunter2
          hunter2
    - job_name: token
      oauth2:
        client_id: c
        client_secret: hunter2
        token_url: https://u:hunter2@auth/token
        endpoint_params: {password: hunter2}
      proxy_url: http://proxy:3128
      proxy_connect_header: {X-A: [hunter2]}
    alerting:
      alertmanagers:
      - basic_auth: {username: u, password: &p hunter2}
      - authorization: {credentials: *p}
    """

  private func shown(_ text: String) throws -> String {
    try ConfigLoader.load(text: text, path: "f.yml").redactedYAML
  }

  @Test func `no secret is ever shown`() throws {
    let shown = try shown(RedactionTests.text)
    #expect(!shown.contains("hunter2"), "\(shown)")
    #expect(shown.split(separator: "<secret>", omittingEmptySubsequences: false).count - 1 == 11, "\(shown)")
    #expect(shown.contains("proxy_url: http://u:xxxxx@proxy:3128"))
    #expect(shown.contains("cert: public"))
    #expect(shown.contains("username: u"))
  }

  @Test func `what is shown is YAML that means the same`() throws {
    let shown = try shown(RedactionTests.text)
    #expect(try self.shown(shown) == shown)
    #expect(shown.contains(#"a: "yes""#))
    #expect(shown.contains(#"b: "1""#))
    #expect(shown.contains("c: plain"))
    #expect(shown.hasPrefix("global:\n  scrape_interval: 15s\n  external_labels:\n"))
    #expect(shown.contains("scrape_configs:\n- job_name: basic\n  basic_auth:\n    username: u\n"))
  }

  @Test func `scalars are quoted where they need it`() throws {
    let shown = try shown(
      #"scrape_configs: [{job_name: "a: b", params: {"match[]": ["{__name__=~\"job:.*\"}", "", "\u00fc", "- x", "~", "5"]}}]"#
    )
    #expect(
      shown == """
        scrape_configs:
        - job_name: "a: b"
          params:
            "match[]":
            - "{__name__=~\\"job:.*\\"}"
            - ""
            - "ü"
            - "- x"
            - "~"
            - "5"

        """)
  }
}
