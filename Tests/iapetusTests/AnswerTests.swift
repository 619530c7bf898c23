import FoundationEssentials
import Testing

@testable import iapetus

struct AnswerTests {
  private func value(_ kind: String, _ result: String) throws -> AnsweredValue {
    let json = "{\"status\":\"success\",\"data\":{\"resultType\":\"\(kind)\",\"result\":\(result)}}"
    let envelope = try JSONDecoder().decode(Envelope<AnsweredValue>.self, from: Data(json.utf8))
    return try #require(envelope.answer).content
  }

  private static let vector = """
    [{"metric":{"__name__":"up","job":"a","a1":"<x>"},"value":[1700000000.5,"1e-07"]},\
    {"metric":{"a.b":"\\u0007","__name__":"my.metric"},"value":[1,"-Inf"]},{"metric":{},"value":[0,"NaN"]}]
    """
  private static let matrix = """
    [{"metric":{"z":"1"},"values":[[1,"1"],[2,"2.5"]]},{"metric":{"b":"2","a":"1"},"values":[[1,"1"]]},\
    {"metric":{"a":"2"},"values":[[1,"1e21"]],"histograms":[[3,{"count":"3","sum":"-4.25",\
    "buckets":[[3,"-0.5","0.5","1"],[0,"1","1.5","2"],[1,"-2","-1","1234567"]]}]]}]
    """

  @Test func `answers read as promtool writes them`() throws {
    #expect(
      AnswerText.text(of: try value("vector", Self.vector)) == """
        up{a1="<x>", job="a"} => 0.0000001 @[1700000000.5]
        {"my.metric", "a.b"="\\a"} => -Inf @[1]
        {} => NaN @[0]
        """)
    #expect(
      AnswerText.text(of: try value("matrix", Self.matrix)) == """
        {z="1"} =>
        1 @[1]
        2.5 @[2]
        {a="2"} =>
        1000000000000000000000 @[1]
        Count: 3.000000, Sum: -4.250000, Buckets: [[-0.5,0.5]:1 (1,1.5]:2 [-2,-1):1234567] @[3]
        {a="1", b="2"} =>
        1 @[1]
        """)
    #expect(AnswerText.text(of: try value("scalar", "[1.25,\"3\"]")) == "scalar: 3 @[1.25]")
    #expect(AnswerText.text(of: try value("string", "[1.25,\"x\\ny\"]")) == "x\ny")
    #expect(AnswerText.text(of: try value("vector", "[]")) == "")
  }

  @Test func `answers are the JSON that promtool writes`() throws {
    #expect(
      AnswerJSON.text(of: try value("vector", Self.vector)) == #"""
        [{"metric":{"__name__":"up","a1":"\u003cx\u003e","job":"a"},"value":[1700000000.5,"0.0000001"]},{"metric":{"__name__":"my.metric","a.b":"\u0007"},"value":[1,"-Inf"]},{"metric":{},"value":[0,"NaN"]}]
        """#)
    #expect(
      AnswerJSON.text(of: try value("matrix", Self.matrix)) == """
        [{"metric":{"z":"1"},"values":[[1,"1"],[2,"2.5"]]},{"metric":{"a":"1","b":"2"},"values":[[1,"1"]]},{"metric":{"a":"2"},"values":[[1,"1000000000000000000000"]],"histograms":[[3,{"count":"3","sum":"-4.25","buckets":[[3,"-0.5","0.5","1"],[0,"1","1.5","2"],[1,"-2","-1","1234567"]]}]]}]
        """)
    #expect(AnswerJSON.text(of: try value("scalar", "[1.25,\"3\"]")) == "[1.25,\"3\"]")
    #expect(AnswerJSON.text(of: ["a\"b", "\u{2028}"]) == #"["a\"b","\u2028"]"#)
    #expect(AnswerJSON.text(of: [AnsweredLabels(["b": "2", "a": "1"])]) == #"[{"a":"1","b":"2"}]"#)
    #expect(AnswerJSON.text(of: [String]()) == "[]")
  }

  @Test func `what is no answer of the API is not taken for one`() {
    for (kind, result) in [
      ("vector", "{}"), ("tensor", "[]"), ("scalar", "[1]"), ("scalar", "[1,2]"), ("scalar", "[1,\"x\"]"),
      ("scalar", "[1e300,\"1\"]"), ("vector", "[{\"value\":[1,\"1\"]}]"),
      ("vector", "[{\"metric\":{},\"histogram\":[1,{\"count\":\"1\"}]}]"),
    ] {
      #expect(throws: (any Error).self, "\(kind) \(result)") { try value(kind, result) }
    }
  }

  @Test func `a table has a column for each label that tells series apart`() throws {
    let series = """
      [{"metric":{"__name__":"up","job":"api","cluster":"a"},"value":[1700000000,"1"]},\
      {"metric":{"__name__":"up","job":"api","cluster":"b\\u001b[31m"},"value":[1700000000,"0.333333333333"]}]
      """
    #expect(
      AnswerTable.text(of: try value("vector", series)) == """
        all: up{job="api"}
        at 2023-11-14T22:13:20Z
        cluster         VALUE
        a                   1
        "b\\x1b[31m"  0.333333
        """)
    #expect(AnswerTable.text(of: try value("vector", "[]")) == "No series.")
    #expect(AnswerTable.text(of: try value("scalar", "[0,\"3\"]")) == "3 at 1970-01-01T00:00:00Z")
  }

  @Test func `a table of a range shows its curve`() throws {
    let series = """
      [{"metric":{"i":"1"},"values":[[0,"0"],[1,"1"],[2,"2"]]},{"metric":{"i":"2"},"values":[[0,"5"]]},\
      {"metric":{"i":"3"},"histograms":[[2,{"count":"3","sum":"1.5"}]]}]
      """
    let lines = AnswerTable.text(of: try value("matrix", series)).split(separator: "\n").map(String.init)
    #expect(lines[0] == "1970-01-01T00:00:00Z to 1970-01-01T00:00:02Z")
    #expect(lines[1].split(separator: " ") == ["i", "CURVE", "MIN", "MAX", "LAST"])
    #expect(lines[2].split(separator: " ") == ["1", "▁▅█", "0", "2", "2"])
    #expect(lines[3].split(separator: " ") == ["2", "▄", "5", "5", "5"])
    #expect(lines[4].hasSuffix("3 observations, sum 1.5"))
  }

  @Test func `a curve has the mean of what falls on each character`() {
    let samples = (0..<8).map { AnsweredFloat(Double($0), at: Int64($0)) }
    #expect(Sparkline(times: 0...7, width: 40).text(of: samples) == "▁▂▃▄▅▆▇█")
    #expect(Sparkline(times: 0...7, width: 4).text(of: samples) == "▁▃▆█")
    #expect(Sparkline(times: 0...3, width: 40).text(of: [samples[0], samples[3]]) == "▁  █")
    #expect(Sparkline(times: 0...0, width: 40).text(of: [samples[0]]) == "▄")
    #expect(Sparkline(times: 0...7, width: 40).text(of: [AnsweredFloat(.nan, at: 1)]) == "")
  }

  @Test func `a plan is a line for each part`() throws {
    let json = """
      {"status":"success","data":[],"iapetus":{"plan":{"root":{"operation":"aggregation","name":"sum","text":"sum(\\n  rate(x[5m]))",\
      "start":0,"end":3,"steps":2,"series":1,"points":2,"milliseconds":1.5,"selfMilliseconds":0.25,"children":[\
      {"operation":"call","text":"rate(x[5m])","start":0,"end":1,"steps":2,"series":1200,"points":2400,"samplesRead":5000,\
      "milliseconds":1.25,"selfMilliseconds":1.25,"shared":true,"once":true,"children":[]}]},"leftOut":3}}}
      """
    let answer = try #require(try JSONDecoder().decode(Envelope<[String]>.self, from: Data(json.utf8)).answer)
    #expect(
      PlanTable.text(of: try #require(answer.plan)) == """
        query plan:
        PART               SERIES  POINTS   READ     MS   SELF
        sum( rate(x[5m]))       1       2         1.500  0.250
          rate(x[5m])       1,200   2,400  5,000  1.250  1.250  once for all steps, shared
        and 3 parts more
        """)
  }

  @Test func `what is said beside an answer is kept`() throws {
    let json = """
      {"status":"success","data":["a"],"warnings":["w"],"infos":["i"],"iapetus":{"coverage":{"expected":3,"contributing":2,"missing":[]}}}
      """
    let answer = try #require(try JSONDecoder().decode(Envelope<[String]>.self, from: Data(json.utf8)).answer)
    #expect(answer.content == ["a"] && answer.warnings == ["w"] && answer.infos == ["i"])
    #expect(answer.coverage?.expected == 3 && answer.coverage?.contributing == 2)
    let refusal = try JSONDecoder().decode(
      Envelope<[String]>.self, from: Data(#"{"status":"error","errorType":"bad_data","error":"no"}"#.utf8))
    #expect(refusal.answer == nil && refusal.errorType == "bad_data" && refusal.error == "no")
  }
}
