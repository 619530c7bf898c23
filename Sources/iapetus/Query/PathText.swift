import TimeSeries

/// What stands between two slashes of a path.
enum PathText {
  /// A label's name as the API takes it. One that is not plain is written in Prometheus's form `U__my_2e_name`.
  static func labelName(_ name: String) -> String {
    if LabelName.isPlain(name) { return name }
    let escaped = name.unicodeScalars.map { scalar in
      if scalar == "_" { return "__" }
      return LabelName.isPlain("_" + String(scalar)) ? String(scalar) : "_\(String(scalar.value, radix: 16))_"
    }
    return "U__" + escaped.joined()
  }
}
