/// What every function of PromQL does, by name. To add one: write its entry in the list that it belongs to.
package enum FunctionLibrary {
  package static subscript(name: String) -> Function? { functions[name] }

  private static let functions = Dictionary(
    uniqueKeysWithValues: [
      mathematics, rates, overTime, calendar, histograms, labels, info, order, absence, conversions,
    ].joined().map { ($0.name, $0) })
}
