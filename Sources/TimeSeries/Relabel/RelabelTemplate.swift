/// Text with references to the groups of a match: `$1`, `${1}`, `$name`, `${name}`; `$$` is a dollar sign.
///
/// As Go's `regexp.Expand`: a reference is as long as letters, digits and underscores go (`$1x` is the group `1x`), a
/// group that is not there or did not take part is empty, and a dollar sign that starts no reference is itself.
package struct RelabelTemplate: Sendable {
  private enum Part: Sendable {
    case text(String)
    case group(Int)
    /// A reference to a group that the expression does not have.
    case nothing
  }

  private let parts: [Part]

  package init(_ template: String, groupsOf regex: LabelRegex) {
    self.init(template) { regex.groupNumber(named: $0) }
  }

  /// `groupNumber` knows the groups of the expression that have a name.
  package init(_ template: String, groupNumber: (String) -> Int?) {
    var parts: [Part] = []
    var text = String.UnicodeScalarView()
    var rest = Substring(template).unicodeScalars
    while let scalar = rest.popFirst() {
      guard scalar == "$" else {
        text.append(scalar)
        continue
      }
      if rest.first == "$" {
        rest.removeFirst()
        text.append("$")
      } else if let name = RelabelTemplate.takeReference(&rest) {
        if !text.isEmpty { parts.append(.text(String(text))) }
        text = String.UnicodeScalarView()
        parts.append(RelabelTemplate.part(named: name, groupNumber))
      } else {
        text.append("$")
      }
    }
    if !text.isEmpty { parts.append(.text(String(text))) }
    self.parts = parts
  }

  /// Whether something valid can come out of it where a label name is wanted: any text that is not empty.
  var canBeLabelName: Bool { !parts.isEmpty }

  /// The text with `groups` of `value` in it; a byte range for each group, the whole match first.
  package func expand(_ value: String, groups: [Range<Int>?]) -> String {
    var result = ""
    for part in parts {
      switch part {
      case .text(let text): result += text
      case .group(let number):
        if number < groups.count, let range = groups[number] { result += RelabelTemplate.slice(value, range) }
      case .nothing: break
      }
    }
    return result
  }

  /// How long ``expand(_:groups:)`` makes it, in UTF-8.
  package func byteCount(groups: [Range<Int>?]) -> Int {
    parts.reduce(0) { count, part in
      switch part {
      case .text(let text): count + text.utf8.count
      case .group(let number): count + (number < groups.count ? groups[number]?.count ?? 0 : 0)
      case .nothing: count
      }
    }
  }

  /// A group's text. Groups begin and end at characters, since the expression is matched as UTF-8.
  private static func slice(_ value: String, _ range: Range<Int>) -> Substring {
    let utf8 = value.utf8
    let start = utf8.index(utf8.startIndex, offsetBy: range.lowerBound)
    return value[start..<utf8.index(start, offsetBy: range.count)]
  }

  /// The name after a dollar sign, taken off `rest`; `nil`, and nothing taken, if there is none.
  private static func takeReference(_ rest: inout Substring.UnicodeScalarView) -> String? {
    var ahead = rest
    let isBraced = ahead.first == "{"
    if isBraced { ahead.removeFirst() }
    var name = String.UnicodeScalarView()
    while let scalar = ahead.first, isNamePart(scalar) {
      name.append(scalar)
      ahead.removeFirst()
    }
    if name.isEmpty || isBraced && ahead.popFirst() != "}" { return nil }
    rest = ahead
    return String(name)
  }

  private static func isNamePart(_ scalar: Unicode.Scalar) -> Bool {
    scalar == "_" || scalar.properties.isAlphabetic || scalar.properties.generalCategory == .decimalNumber
  }

  /// A number without leading zeros counts groups; all else is a name.
  private static func part(named name: String, _ groupNumber: (String) -> Int?) -> Part {
    let isNumber = name.utf8.allSatisfy { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }
    if isNumber, name == "0" || name.first != "0", let number = Int(name) { return .group(number) }
    return groupNumber(name).map { .group($0) } ?? .nothing
  }
}
