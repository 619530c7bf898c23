import Testing
import TimeSeries

@testable import WebAPI

/// Shapes as Prometheus 3 answers them.
struct ParseQueryTests {
  private static let trees: [(query: String, tree: String)] = [
    ("1e3", #"{"type":"numberLiteral","val":"1000"}"#),
    ("-Inf", #"{"type":"numberLiteral","val":"-Inf"}"#),
    ("-vector(1)", #"{"expr":VECTOR1,"op":"-","type":"unaryExpr"}"#),
    (#""a\"b""#, #"{"type":"stringLiteral","val":"a\"b"}"#),
    ("(5m)", #"{"expr":{"type":"numberLiteral","val":"300"},"type":"parenExpr"}"#),
    (
      #"up{job!~"a.*"} offset -5m @ 12.5"#,
      #"{"anchored":false,"matchers":[{"name":"job","type":"!~","value":"a.*"},"#
        + #"{"name":"__name__","type":"=","value":"up"}],"name":"up","offset":-300000,"offsetExpr":null,"smoothed":false,"#
        + #""startOrEnd":null,"timestamp":12500,"type":"vectorSelector"}"#
    ),
    (
      "up[1m] anchored",
      #"{"anchored":true,"matchers":[{"name":"__name__","type":"=","value":"up"}],"name":"up","offset":0,"offsetExpr":null,"#
        + #""range":60000,"rangeExpr":null,"smoothed":false,"startOrEnd":null,"timestamp":null,"type":"matrixSelector"}"#
    ),
    (
      "vector(1)[1h:5m] @ end()",
      #"{"expr":VECTOR1,"offset":0,"offsetExpr":null,"range":3600000,"rangeExpr":null,"#
        + #""startOrEnd":"end","step":300000,"stepExpr":null,"timestamp":null,"type":"subquery"}"#
    ),
    (
      "vector(1)[5m + range():max_of(60, (step()))] offset -(2 * step())",
      #"{"expr":VECTOR1,"offset":0,"offsetExpr":{"lhs":null,"op":"-","rhs":"#
        + #"{"lhs":{"duration":false,"type":"numberLiteral","val":"2"},"op":"*","rhs":STEP,"#
        + #""type":"durationExpr","wrapped":true},"type":"durationExpr","wrapped":false},"#
        + #""range":0,"rangeExpr":{"lhs":{"duration":true,"type":"numberLiteral","val":"300"},"op":"+","rhs":"#
        + #"{"lhs":null,"op":"range","rhs":null,"type":"durationExpr","wrapped":false},"#
        + #""type":"durationExpr","wrapped":false},"startOrEnd":null,"step":0,"stepExpr":"#
        + #"{"lhs":{"duration":false,"type":"numberLiteral","val":"60"},"op":"max_of","rhs":"#
        + #"{"lhs":null,"op":"step","rhs":null,"type":"durationExpr","wrapped":true},"#
        + #""type":"durationExpr","wrapped":false},"timestamp":null,"type":"subquery"}"#
    ),
    (
      "topk without (a, b) (2, 1 > bool 2 + vector(time()))",
      #"{"expr":{"bool":true,"lhs":{"type":"numberLiteral","val":"1"},"matching":null,"op":">","rhs":"#
        + #"{"bool":false,"lhs":{"type":"numberLiteral","val":"2"},"matching":null,"op":"+","rhs":"#
        + #"{"args":[{"args":[],"func":{"argTypes":[],"name":"time","returnType":"scalar","variadic":0},"type":"call"}],"#
        + #""func":{"argTypes":["scalar"],"name":"vector","returnType":"vector","variadic":0},"type":"call"},"#
        + #""type":"binaryExpr"},"type":"binaryExpr"},"grouping":["a","b"],"op":"topk","param":"#
        + #"{"type":"numberLiteral","val":"2"},"type":"aggregation","without":true}"#
    ),
    (
      "1 - 2 - 3",
      #"{"bool":false,"lhs":{"bool":false,"lhs":{"type":"numberLiteral","val":"1"},"matching":null,"op":"-","rhs":"#
        + #"{"type":"numberLiteral","val":"2"},"type":"binaryExpr"},"matching":null,"op":"-","rhs":"#
        + #"{"type":"numberLiteral","val":"3"},"type":"binaryExpr"}"#
    ),
    (
      "sum(vector(1)) / on (a) group_left (b) fill_right (3) vector(2)",
      #"{"bool":false,"lhs":{"expr":VECTOR1,"grouping":[],"op":"sum","param":null,"type":"aggregation","without":false},"#
        + #""matching":{"card":"many-to-one","fillValues":{"lhs":null,"rhs":3},"include":["b"],"labels":["a"],"on":true},"#
        + #""op":"/","rhs":VECTOR2,"type":"binaryExpr"}"#
    ),
  ]

  private static func vector(_ number: Int) -> String {
    #"{"args":[{"type":"numberLiteral","val":"\#(number)"}],"func":{"argTypes":["scalar"],"name":"vector","#
      + #""returnType":"vector","variadic":0},"type":"call"}"#
  }

  @Test func `every kind of node is told as Prometheus tells it`() async throws {
    try await TestServer.run { server in
      for (query, tree) in Self.trees {
        let form = "query=" + QueryText.escaped(query)
        let answer = try await server.get("/api/v1/parse_query?\(form)")
        let expected = tree.replacing("VECTOR1", with: Self.vector(1)).replacing("VECTOR2", with: Self.vector(2))
          .replacing("STEP", with: #"{"lhs":null,"op":"step","rhs":null,"type":"durationExpr","wrapped":false}"#)
        #expect(answer.text == #"{"status":"success","data":\#(expected)}"#, "\(query)")
      }
    }
  }

  @Test func `a long sum is told as deep as it is`() async throws {
    try await TestServer.run { server in
      let answer = try await server.get("/api/v1/parse_query?query=1" + String(repeating: "-1", count: 9000))
      #expect(answer.text.split(separator: "\"binaryExpr\"}").count == 9000 + 1)
      #expect(answer.text.utf8.count { $0 == UInt8(ascii: "{") } == 9000 + 9001 + 1)
    }
  }

  @Test func `what cannot be parsed is refused in the parser's words`() async throws {
    try await TestServer.run { server in
      let answer = try await server.get("/api/v1/parse_query?query=(")
      #expect(answer.status == 400)
      #expect(answer.text.contains(#"invalid parameter \"query\": 1:2: parse error: unclosed left parenthesis"#))
    }
  }
}
