package import Storage

/// Gives each request the view of storage that it asks for: replicas merged, or every replica's samples.
package struct ViewSource: Sendable {
  private let replicaLabels: @Sendable () -> [String]
  private let make: @Sendable (_ replicaLabels: [String]) -> any Queryable

  /// - Parameters:
  ///   - replicaLabels: the labels that tell replicas apart, unless a request names its own.
  ///   - make: storage seen with these labels merged away; all of it where there are none.
  package init(
    replicaLabels: @escaping @Sendable () -> [String],
    _ make: @escaping @Sendable (_ replicaLabels: [String]) -> any Queryable
  ) {
    self.replicaLabels = replicaLabels
    self.make = make
  }

  /// The view that everybody gets who does not ask for another.
  var standard: any Queryable { make(replicaLabels()) }

  /// Thanos's parameters: `dedup=false` shows replicas apart, `replicaLabels[]` says what tells them apart.
  func view(for parameters: FormParameters) throws(APIError) -> any Queryable {
    let dedup = parameters["dedup"]
    guard dedup.isEmpty || NumberParameter.bool(dedup) != nil else {
      throw APIError(parameter: "dedup", "cannot parse \"\(dedup)\" to a truth value")
    }
    if NumberParameter.bool(dedup) == false { return make([]) }
    let named = parameters.all("replicaLabels[]")
    return make(named.isEmpty ? replicaLabels() : named)
  }
}
