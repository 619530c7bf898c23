import TimeSeries

/// A piece of a template's text.
struct Token: Sendable {
  enum Kind: Sendable, Equatable {
    case text, leftDelimiter, rightDelimiter, leftParenthesis, rightParenthesis, space, pipe, assign, declare
    /// A single character that means nothing but in few places, such as a comma.
    case punctuation
    case boolean, number, character, string, rawString, dot, null
    case identifier, field, variable
    case keyword(Keyword)
    /// The text is the message. Nothing follows.
    case error
    case end
  }

  enum Keyword: String, Sendable {
    case block, `break`, `continue`, define, `else`, end, `if`, range, template, with
  }

  var kind: Kind
  /// Byte offset in the template.
  var position: Int
  var line: Int
  var text: String

  /// As it stands in messages.
  var shown: String {
    switch kind {
    case .end: return "EOF"
    case .error: return text
    case .keyword, .null, .dot: return "<\(text)>"
    default:
      let start = text.unicodeScalars.prefix(10)
      let isShort = start.endIndex == text.unicodeScalars.endIndex
      return QuotedText.quoted(String(start)) + (isShort ? "" : "...")
    }
  }
}
