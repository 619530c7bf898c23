import Testing

@testable import PromQL

/// The kinds of the tokens of `text`, without the end.
private func kinds(_ text: String) throws -> [Token.Kind] {
  var lexer = Lexer(SourceText(text))
  var kinds: [Token.Kind] = []
  while case let token = try lexer.next(), token.kind != .endOfInput { kinds.append(token.kind) }
  return kinds
}

private func errorText(_ text: String) -> String {
  do {
    return "no error: \(try kinds(text))"
  } catch {
    return "\(error)"
  }
}

struct LexerTests {
  @Test func `numbers in all their shapes are one token`() throws {
    for text in [
      "1", "1.5", ".5", "1.", "1e3", "1e-3", "0x1f", "0xe", "0x1abe", "1_000", "1_000.5", "Inf", "NaN", "nAn", "0755",
    ] {
      #expect(try kinds(text) == [.number], "\(text)")
    }
  }

  @Test func `an e behind the first hexadecimal digit begins an exponent`() throws {
    #expect(try kinds("(0x1e)")[1] == .number)
    #expect(try kinds("0x1e+5") == [.number])
    #expect(errorText("0xee") == "1:1: parse error: bad number or duration syntax: \"0xee\"")
    #expect(errorText("(0x1ee)") == "1:2: parse error: bad number or duration syntax: \"0x1ee\"")
    #expect(errorText("0x1_e5") == "1:1: parse error: bad number or duration syntax: \"0x1_e\"")
  }

  @Test func `durations are told from numbers`() throws {
    for text in ["5m", "1h30m", "10ms", "1y2w3d", "5hs", "1.5h"] {
      #expect(try kinds(text) == [.duration], "\(text)")
    }
  }

  @Test func `a malformed number is quoted as far as it was read`() {
    #expect(errorText("2.5.") == "1:1: parse error: bad number or duration syntax: \"2.5.\"")
    #expect(errorText("100..4") == "1:1: parse error: bad number or duration syntax: \"100..\"")
    #expect(errorText("0deadbeef") == "1:1: parse error: bad number or duration syntax: \"0de\"")
    #expect(errorText("foo[5mm]") == "1:5: parse error: bad number or duration syntax: \"5mm\"")
    #expect(errorText("1_") == "1:1: parse error: bad number or duration syntax: \"1_\"")
  }

  @Test func `words are known in any case of letters`() throws {
    #expect(try kinds("SUM by Offset") == [.aggregation(.sum), .keyword(.by), .keyword(.offset)])
    #expect(
      try kinds("and atan2 start min_of") == [
        .binary(.and), .binary(.atan2), .duringQuery(.start), .duringQuery(.minimumOf),
      ])
  }

  @Test func `fill is a keyword only before a parenthesis`() throws {
    #expect(try kinds("fill fill_left").allSatisfy { $0 == .identifier })
    #expect(try kinds("fill (1)").first == .keyword(.fill))
  }

  @Test func `a colon makes a metric name outside of brackets and a separator within`() throws {
    #expect(try kinds("job:x:rate5m") == [.metricIdentifier])
    #expect(try kinds("x[1h:5m]") == [.identifier, .leftBracket, .duration, .colon, .duration, .rightBracket])
  }

  @Test func `operators of two characters are one token`() throws {
    #expect(
      try kinds("== != <= >= </ >/ < >") == [
        .binary(.equal), .binary(.notEqual), .binary(.lessOrEqual), .binary(.greaterOrEqual), .binary(.trimUpper),
        .binary(.trimLower), .binary(.less), .binary(.greater),
      ])
    #expect(try kinds("{a=~'x',b!~'y'}").contains(.matches))
  }

  @Test func `within braces keywords are label names`() throws {
    #expect(try kinds("{sum='1',by=\"2\"}")[1] == .identifier)
  }

  @Test func `comments and blanks are left out`() throws {
    #expect(try kinds("a # b ( [\n + # end") == [.identifier, .binary(.add)])
    #expect(try kinds("{a # inside\n='b'}") == [.leftBrace, .identifier, .equal, .string("b"), .rightBrace])
  }

  @Test func `escapes are those of Go`() throws {
    #expect(try kinds(#""\a\b\f\n\r\t\v\\\"'""#) == [.string("\u{7}\u{8}\u{c}\n\r\t\u{b}\\\"'")])
    #expect(try kinds(#"'\'\x41\101\u00e4\U0001F600'"#) == [.string("'AAä😀")])
    #expect(try kinds("`a\\n\n\"'`") == [.string("a\\n\n\"'")])
  }

  @Test func `a bad string says what is wrong with it`() {
    #expect(errorText("\"abc") == "1:1: parse error: unterminated quoted string")
    #expect(errorText("\"ab\nc\"") == "1:1: parse error: unterminated quoted string")
    #expect(errorText("`abc") == "1:1: parse error: unterminated raw string")
    #expect(errorText(#""\d""#) == "1:1: parse error: unknown escape sequence U+0064 'd'")
    #expect(errorText(#"'\"'"#) == "1:1: parse error: unknown escape sequence U+0022 '\"'")
    #expect(errorText(#""\xg0""#) == "1:1: parse error: illegal character U+0067 'g' in escape sequence")
    #expect(errorText(#""\ud800""#) == "1:1: parse error: escape sequence is an invalid Unicode code point")
    #expect(errorText(#""\x4"#) == "1:1: parse error: escape sequence not terminated")
    #expect(errorText("\"\u{fffd}\"") == "1:1: parse error: invalid UTF-8 rune")
  }

  @Test func `brackets of every kind must be closed and opened`() {
    #expect(errorText("(1") == "1:3: parse error: unclosed left parenthesis")
    #expect(errorText("(1))") == "1:5: parse error: unexpected right parenthesis ')'")
    #expect(errorText("x[5m") == "1:5: parse error: unclosed left bracket")
    #expect(errorText("x[") == "1:3: parse error: unexpected end of input in duration expression")
    #expect(errorText("x]") == "1:2: parse error: unexpected right bracket ']'")
    #expect(errorText("x{") == "1:3: parse error: unexpected end of input inside braces")
    #expect(errorText("x}") == "1:2: parse error: unexpected character: '}'")
    #expect(errorText("x{{") == "1:3: parse error: unexpected left brace '{'")
  }

  @Test func `an unexpected character is named and placed`() {
    #expect(errorText("a\n  $") == "2:3: parse error: unexpected character: '$'")
    #expect(errorText("ü") == "1:1: parse error: unexpected character: 'ü'")
    #expect(errorText("e\u{301}") == "1:2: parse error: unexpected character: '\u{301}'")
    #expect(errorText("\\") == "1:1: parse error: unexpected character: '\\\\'")
    #expect(errorText("a=~'b'") == "1:2: parse error: unexpected character after '=': '~'")
    #expect(errorText("!") == "1:1: parse error: unexpected character after '!': '\u{fffd}'")
    #expect(errorText("x{a:b='c'}") == "1:4: parse error: unexpected character inside braces: ':'")
    #expect(errorText("x[\"5m\"]") == "1:3: parse error: unexpected character in duration expression: '\"'")
    #expect(errorText("x[5m:1s:2s]") == "1:8: parse error: unexpected colon ':'")
    #expect(errorText("x[5m abc]") == "1:6: parse error: unexpected character: 'a', expected ':'")
  }

  @Test func `brackets that hold functions only are refused in the words of durations`() throws {
    #expect(errorText("x[step()") == "1:9: parse error: unexpected end of input in duration expression")
    #expect(errorText("x[step() y]") == "1:10: parse error: unexpected character in duration expression: 'y'")
    #expect(errorText("x[step() # a\n]") == "1:10: parse error: unexpected character in duration expression: '#'")
    #expect(errorText("x[.]") == "1:3: parse error: unexpected character in duration expression: '.'")
    #expect(errorText("x[[") == "1:3: parse error: unexpected character in duration expression: '['")
    #expect(errorText("x[:5m]") == "1:4: parse error: unexpected colon before duration in duration expression")
    #expect(errorText("x[step()::]") == "1:11: parse error: unexpected repeated colon in duration expression")
    #expect(errorText("x[5m + step()") == "1:14: parse error: unclosed left bracket")
    #expect(try kinds("x[range():step()]").contains(.colon))
    #expect(try kinds("x[5m + range() # a\n]").last == .rightBracket)
  }
}
