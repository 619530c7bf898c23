/// Text with environment variables in it, as Go's `os.Expand`: `$NAME`, `${NAME}`; `$$` is a dollar sign.
enum EnvironmentText {
  /// Variables that `value` does not know are empty.
  static func expanded(_ text: String, _ value: (String) -> String?) -> String {
    var result = ""
    var rest = Substring(text)
    while let dollar = rest.firstIndex(of: "$") {
      result += rest[..<dollar]
      rest = rest[rest.index(after: dollar)...]
      if rest.first == "$" {
        rest.removeFirst()
        result += "$"
      } else if rest.first == "{", let end = rest.firstIndex(of: "}") {
        result += value(String(rest[rest.index(after: rest.startIndex)..<end])) ?? ""
        rest = rest[rest.index(after: end)...]
      } else {
        let name = rest.prefix { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }
        result += name.isEmpty ? "$" : value(String(name)) ?? ""
        rest = rest.dropFirst(name.count)
      }
    }
    return result + rest
  }
}
