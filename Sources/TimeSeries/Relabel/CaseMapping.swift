/// Upper and lower case character by character, as Go's `strings.ToUpper`: one scalar never becomes several.
package enum CaseMapping {
  package static func lowercased(_ text: String) -> String { map(text) { $0.properties.lowercaseMapping } }

  package static func uppercased(_ text: String) -> String { map(text) { $0.properties.uppercaseMapping } }

  private static func map(_ text: String, _ mapping: (Unicode.Scalar) -> String) -> String {
    var result = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      let mapped = mapping(scalar).unicodeScalars
      result.append(mapped.count == 1 ? mapped.first ?? scalar : scalar)
    }
    return String(result)
  }
}
