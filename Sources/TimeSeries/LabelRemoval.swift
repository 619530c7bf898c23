/// Takes certain labels off many series, without decoding any: how replicas become one.
package struct LabelRemoval: Sendable {
  package let names: [String]
  private let nameBytes: [[UInt8]]

  package init(_ names: [String]) {
    self.names = names
    nameBytes = names.map { Array($0.utf8) }
  }

  package func callAsFunction(_ labels: Labels) -> Labels {
    labels.bytes.withUnsafeBufferPointer { Labels(unchecked: PackedLabels.removing(nameBytes, from: $0)) }
  }
}
