package import TimeSeries

/// The labels that tell the replicas of a cluster apart; what is left of a series without them is what a budget counts.
package struct ReplicaLabels: Sendable, Equatable {
  package let names: [String]
  private let nameBytes: [[UInt8]]

  package init(_ names: [String]) {
    self.names = names
    nameBytes = names.map { Array($0.utf8) }
  }

  @inline(__always)
  func contains(_ name: UnsafeBufferPointer<UInt8>) -> Bool {
    for candidate in nameBytes where candidate.count == name.count && candidate.elementsEqual(name) { return true }
    return false
  }

  package func removed(from labels: Labels) -> Labels { LabelRemoval(names)(labels) }
}
