import Testing

@testable import IapetusServer

struct LogLineTests {
  private func text(_ line: [UInt8]) -> String { String(decoding: line, as: UTF8.self) }

  @Test func `plain values stand bare and others are quoted`() {
    let fields = [("level", "INFO"), ("msg", "two words"), ("empty", ""), ("path", "a=b")]
    #expect(text(LogLine.logfmt(fields)) == "level=INFO msg=\"two words\" empty=\"\" path=\"a=b\"\n")
  }

  @Test func `a value from outside cannot forge a line`() {
    let fields = [("msg", "x\nlevel=ERROR msg=\"forged\"\u{1b}[31m")]
    let line = text(LogLine.logfmt(fields))
    #expect(line == "msg=\"x\\nlevel=ERROR msg=\\\"forged\\\"\\u001b[31m\"\n")
    #expect(line.filter { $0 == "\n" }.count == 1)
  }

  @Test func `JSON lines are objects`() {
    #expect(text(LogLine.json([("a", "b\"c"), ("d", "é\u{7f}")])) == "{\"a\":\"b\\\"c\",\"d\":\"é\\u007f\"}\n")
  }
}
