/// Whether every text that a regular expression matches has a colon in it.
///
/// Looks at the pattern alone: of each alternative, one part that cannot be left out must be a colon, or a group of which
/// that is true. A pattern that demands a colon in a way not seen here counts as one that does not.
struct ColonAnalysis {
  private var rest: Substring

  static func everyMatchHasColon(_ pattern: String) -> Bool {
    var analysis = ColonAnalysis(rest: pattern[...])
    return analysis.alternatives()
  }

  /// Up to the end or the closing parenthesis.
  private mutating func alternatives() -> Bool {
    var all = sequence()
    while rest.first == "|" {
      rest.removeFirst()
      let next = sequence()
      all = all && next
    }
    return all
  }

  private mutating func sequence() -> Bool {
    var has = false
    while let character = rest.first, character != "|", character != ")" {
      let demands = part()
      let mayBeAbsent = takeQuantifier()
      has = has || (demands && !mayBeAbsent)
    }
    return has
  }

  /// One part without its quantifier; whether it demands a colon.
  private mutating func part() -> Bool {
    switch rest.removeFirst() {
    case ":": return true
    case "\\": return rest.popFirst() == ":"
    case "[": return characterClass()
    case "(": return group()
    default: return false
    }
  }

  private mutating func group() -> Bool {
    if rest.first == "?" { skipFlags() }
    let demands = alternatives()
    if rest.first == ")" { rest.removeFirst() }
    return demands
  }

  /// `?:`, `?i:`, `?P<name>`; a mere `(?i)` leaves the closing parenthesis.
  private mutating func skipFlags() {
    while let character = rest.first, character != ")" {
      rest.removeFirst()
      if character == ":" || character == ">" { return }
    }
  }

  private mutating func characterClass() -> Bool {
    let start = rest
    if rest.first == "^" { rest.removeFirst() }
    if rest.first == "]" { rest.removeFirst() }
    while let character = rest.popFirst(), character != "]" {
      if character == "\\" { _ = rest.popFirst() }
    }
    return start.hasPrefix(":]")
  }

  /// Takes the quantifier that follows, if any; whether it allows the part to be absent.
  private mutating func takeQuantifier() -> Bool {
    guard let first = rest.first, "*?+{".contains(first) else { return false }
    var mayBeAbsent = first == "*" || first == "?"
    rest.removeFirst()
    if first == "{" {
      mayBeAbsent = rest.first == "0" || rest.first == ","
      while let character = rest.popFirst(), character != "}" {}
    }
    if rest.first == "?" || rest.first == "+" { rest.removeFirst() }
    return mayBeAbsent
  }
}
