import TimeSeries

/// The series that a recording rule's answers go to, remembered by position.
///
/// An expression answers with nearly the same series in the same order each time. So the labels of the answer are compared
/// with those of last time, and only where they differ are the rule's labels applied and the series looked up.
struct OutputNames: Sendable {
  private var inputs: [Labels] = []
  private var outputs: [SeriesID] = []

  init() {}

  /// The ids for `labels`, in order; `resolve` makes the id of labels that are new at their position.
  mutating func outputs<Failure: Error>(
    for labels: [Labels], _ resolve: (Labels) throws(Failure) -> SeriesID
  ) throws(Failure) -> [SeriesID] {
    var result: [SeriesID] = []
    result.reserveCapacity(labels.count)
    for (index, input) in labels.enumerated() {
      let isKnown = index < inputs.count && inputs[index] == input
      result.append(isKnown ? outputs[index] : try resolve(input))
    }
    inputs = labels
    outputs = result
    return result
  }
}
