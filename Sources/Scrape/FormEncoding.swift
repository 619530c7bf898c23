import TimeSeries

/// The query of a URL, as Go's `url.Values.Encode` writes it: sorted by name.
enum FormEncoding {
  static func query(_ params: [String: [String]]) -> String {
    params.sorted { $0.key < $1.key }
      .flatMap { name, values in values.map { "\(QueryText.escaped(name))=\(QueryText.escaped($0))" } }
      .joined(separator: "&")
  }
}
