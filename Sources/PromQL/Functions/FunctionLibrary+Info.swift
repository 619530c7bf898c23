extension FunctionLibrary {
  /// `info`: labels of info metrics such as `target_info` on the series of the same instance and job.
  static let info: [Function] = [
    Function("info", dropsName: false, .vector { call in try await InfoJoin(call).result() })
  ]
}
