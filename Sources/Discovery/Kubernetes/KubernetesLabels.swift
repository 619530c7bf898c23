import TimeSeries

/// The labels of a target as they are collected, without the `__meta_kubernetes_` that all their names begin with.
struct KubernetesLabels {
  private static let prefix = "__meta_kubernetes_"

  private var values: [String: String] = [:]

  init() {}

  /// Leaves out what is not there.
  mutating func set(_ name: String, _ value: String?) {
    if let value { values[KubernetesLabels.prefix + name] = value }
  }

  mutating func set(_ name: String, _ value: Bool?) { set(name, value.map { $0 ? "true" : "false" }) }

  mutating func set(_ name: String, _ value: Int?) { set(name, value.map { String($0) }) }

  /// A label that is not Kubernetes's.
  mutating func set(plain name: String, _ value: String) { values[name] = value }

  /// Each entry as `<name>_<key>`, and as `<name>present_<key>` with the value `true`.
  mutating func set(_ name: String, _ entries: [String: String]?) {
    for (key, value) in entries ?? [:] {
      let key = KubernetesLabels.sanitized(key)
      set("\(name)_\(key)", value)
      set("\(name)present_\(key)", "true")
    }
  }

  /// The labels and annotations of an object.
  mutating func set(_ kind: String, _ metadata: KubernetesMetadata) {
    set("\(kind)_label", metadata.labels)
    set("\(kind)_annotation", metadata.annotations)
  }

  mutating func merge(_ other: KubernetesLabels) {
    values.merge(other.values) { _, new in new }
  }

  /// A target with these labels.
  func group(_ address: String, source: String) -> TargetGroup {
    let labels = values.lazy.filter { !$0.value.isEmpty }.map { Label(name: $0.key, value: $0.value) }
    return TargetGroup(targets: [address], labels: Labels(labels), source: source)
  }

  /// What may not stand in a label's name becomes `_`.
  static func sanitized(_ name: String) -> String {
    String(
      decoding: name.unicodeScalars.map { scalar in
        let isPlain = scalar.isASCII && (scalar.properties.isAlphabetic || scalar.properties.numericType != nil)
        return isPlain ? UInt8(truncatingIfNeeded: scalar.value) : UInt8(ascii: "_")
      }, as: UTF8.self)
  }

  /// `host:port`; an IPv6 address stands in brackets.
  static func address(_ host: String, _ port: Int?) -> String {
    guard let port else { return host }
    return host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
  }
}
