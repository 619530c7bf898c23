import PromQL
import Storage
import TimeSeries

/// The series that a recording rule's answers go to, remembered by position.
///
/// An expression answers with nearly the same series in the same order each time. So the labels of the answer are compared
/// with those of last time, and only where they differ are the rule's labels applied and the series looked up.
struct OutputNames: Sendable {
  private var inputs: [Labels] = []
  private var outputs: [SeriesID] = []

  init() {}

  /// The ids for the elements of an answer, in order; `resolve` makes the id of labels that are new at their position.
  mutating func outputs<Failure: Error>(
    for vector: [VectorSample], _ resolve: (Labels) throws(Failure) -> SeriesID
  ) throws(Failure) -> [SeriesID] {
    if isSame(vector) { return outputs }
    var result: [SeriesID] = []
    result.reserveCapacity(vector.count)
    for (index, sample) in vector.enumerated() {
      let isKnown = index < inputs.count && inputs[index] == sample.labels
      result.append(isKnown ? outputs[index] : try resolve(sample.labels))
    }
    inputs = vector.map(\.labels)
    outputs = result
    return result
  }

  private func isSame(_ vector: [VectorSample]) -> Bool {
    guard vector.count == inputs.count else { return false }
    for index in inputs.indices where inputs[index] != vector[index].labels { return false }
    return true
  }
}
