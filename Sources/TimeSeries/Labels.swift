import Glibc

/// The identity of a series: label pairs, sorted by name, unique by name, none with an empty value.
///
/// Kept as one run of bytes, because a head holds a million of them: `length name length value …`, lengths as
/// LEB128 varints (1 byte below 128), names in byte order. Equality and hashing are those of the bytes. Build one with
/// ``LabelsBuilder`` or from ``Label`` values; read it by name or by iterating.
package struct Labels: Hashable, Sendable {
  /// The packed form; also the on-disk form (see TSDB's key layout).
  package let bytes: [UInt8]

  package static let empty = Labels(unchecked: [])

  package var isEmpty: Bool { bytes.isEmpty }

  /// Trusts that `bytes` are a packed form; a length that leaves the bytes ends iteration early, nothing more.
  package init(unchecked bytes: [UInt8]) { self.bytes = bytes }

  /// Reads a packed form from untrusted bytes; `nil` unless it is complete, sorted, unique and free of empty values.
  package init?(validating bytes: [UInt8]) {
    guard PackedLabels.isValid(bytes) else { return nil }
    self.bytes = bytes
  }

  /// Sorts `labels`; of two with one name the later counts; empty values vanish.
  package init(_ labels: some Sequence<Label>) {
    var builder = LabelsBuilder()
    for label in labels { builder.set(label.name, to: label.value) }
    self = builder.labels()
  }

  /// The value of `name`; empty means absent, as everywhere in PromQL.
  package subscript(name: String) -> String {
    var wanted = name
    return wanted.withUTF8 { wanted in
      bytes.withUnsafeBufferPointer { bytes in
        PackedLabels.value(of: wanted, in: bytes).map { String(decoding: $0, as: UTF8.self) } ?? ""
      }
    }
  }

  package var metricName: String { self[LabelName.metricName] }

  /// How many pairs there are.
  package var count: Int {
    var count = 0
    forEachBytes { _, _ in count += 1 }
    return count
  }

  /// Calls `body` with the UTF-8 of each name and value, in name order, without making a String.
  @inline(__always)
  package func forEachBytes(_ body: (UnsafeBufferPointer<UInt8>, UnsafeBufferPointer<UInt8>) -> Void) {
    bytes.withUnsafeBufferPointer { bytes in
      var reader = PackedLabels.Reader(bytes)
      while let (name, value) = reader.next() { body(name, value) }
    }
  }

  /// Calls `body` with the UTF-8 of the value of `name`, if it is there.
  @inline(__always)
  package func withValueBytes<Result>(
    of name: String, _ body: (UnsafeBufferPointer<UInt8>?) -> Result
  ) -> Result {
    var wanted = name
    return wanted.withUTF8 { wanted in
      bytes.withUnsafeBufferPointer { body(PackedLabels.value(of: wanted, in: $0)) }
    }
  }

  /// All bytes at once: an array would hash itself byte by byte.
  package func hash(into hasher: inout Hasher) {
    bytes.withUnsafeBytes { hasher.combine(bytes: $0) }
  }

  /// A hash that is the same in every process and on every machine: FNV-1a over the packed form.
  package var stableHash: UInt64 {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
    return hash
  }

  /// These labels without `names`.
  package func removing(_ names: some Collection<String>) -> Labels {
    var builder = LabelsBuilder(self)
    for name in names { builder.remove(name) }
    return builder.labels()
  }

  /// Only those labels whose name is in `names`.
  package func keeping(_ names: some Collection<String>) -> Labels {
    Labels(names.map { Label(name: $0, value: self[$0]) })
  }

  /// These labels with `name` set to `value`, or removed if `value` is empty.
  package func setting(_ name: String, to value: String) -> Labels {
    var builder = LabelsBuilder(self)
    builder.set(name, to: value)
    return builder.labels()
  }
}

extension Labels: Sequence {
  package func makeIterator() -> IndexingIterator<[Label]> {
    var labels: [Label] = []
    forEachBytes { name, value in
      labels.append(Label(name: String(decoding: name, as: UTF8.self), value: String(decoding: value, as: UTF8.self)))
    }
    return labels.makeIterator()
  }
}

extension Labels: Comparable {
  /// Prometheus's order of series: pair by pair, name then value, as bytes; a prefix comes first.
  package static func < (left: Labels, right: Labels) -> Bool {
    left.bytes.withUnsafeBufferPointer { leftBytes in
      right.bytes.withUnsafeBufferPointer { PackedLabels.precedes(leftBytes, $0) }
    }
  }
}

extension Labels: ExpressibleByDictionaryLiteral {
  package init(dictionaryLiteral elements: (String, String)...) {
    self.init(elements.map { Label(name: $0.0, value: $0.1) })
  }
}

extension Labels: CustomStringConvertible {
  /// As PromQL writes it: `name{a="b"}`, quoted where a name needs it.
  package var description: String {
    let name = metricName
    let plain = LabelName.isPlainMetric(name)
    var pairs = name.isEmpty || plain ? [] : [QuotedText.quoted(name)]
    for label in self where label.name != LabelName.metricName {
      let key = LabelName.isPlain(label.name) ? label.name : QuotedText.quoted(label.name)
      pairs.append("\(key)=\(QuotedText.quoted(label.value))")
    }
    let head = plain ? name : ""
    return pairs.isEmpty && !head.isEmpty ? head : head + "{" + pairs.joined(separator: ", ") + "}"
  }
}
