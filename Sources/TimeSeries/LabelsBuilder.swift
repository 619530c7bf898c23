/// Collects and changes label pairs before they become ``Labels``.
package struct LabelsBuilder: Sendable {
  /// Sorted by name as bytes, unique.
  private var pairs: [Label]

  package init() { pairs = [] }

  package init(_ labels: Labels) { pairs = Array(labels) }

  package subscript(name: String) -> String {
    let index = position(of: name)
    return index < pairs.count && pairs[index].name == name ? pairs[index].value : ""
  }

  /// Whether `name` has been set, also to an empty value.
  package func contains(_ name: String) -> Bool {
    let index = position(of: name)
    return index < pairs.count && pairs[index].name == name
  }

  package var names: [String] { pairs.map(\.name) }

  /// Sets `name`; an empty value is kept until ``labels()`` drops it, so that ``contains(_:)`` can tell.
  package mutating func set(_ name: String, to value: String) {
    let index = position(of: name)
    if index < pairs.count && pairs[index].name == name {
      pairs[index].value = value
    } else {
      pairs.insert(Label(name: name, value: value), at: index)
    }
  }

  package mutating func remove(_ name: String) {
    let index = position(of: name)
    if index < pairs.count && pairs[index].name == name { pairs.remove(at: index) }
  }

  /// The pairs that have a value.
  package func labels() -> Labels {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(pairs.reduce(0) { $0 + $1.name.utf8.count + $1.value.utf8.count + 4 })
    for pair in pairs where !pair.value.isEmpty {
      PackedLabels.append(pair.name.utf8, to: &bytes)
      PackedLabels.append(pair.value.utf8, to: &bytes)
    }
    return Labels(unchecked: bytes)
  }

  /// Where `name` is, or would be. Byte order, as in the packed form; Swift's own order of Strings differs.
  private func position(of name: String) -> Int {
    var low = 0
    var high = pairs.count
    while low < high {
      let middle = (low + high) / 2
      if pairs[middle].name.utf8.lexicographicallyPrecedes(name.utf8) { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
