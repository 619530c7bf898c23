/// The metric names in use by a ledger, numbered. A number is used again once its name is out of use.
struct MetricTable: Sendable {
  private var numbers: [String: Int32] = [:]
  private var free: [Int32] = []
  private(set) var uses: [MetricUse] = []
  /// The numbers of the metrics of which series are refused.
  private(set) var refused: Set<Int32> = []

  /// The number of `name`, which is then in use until ``change(_:_:)`` leaves it without.
  mutating func number(of name: String) -> Int32 {
    if let known = numbers[name] { return known }
    let number: Int32
    if let unused = free.popLast() {
      number = unused
      uses[Int(unused)] = MetricUse(name: name)
    } else {
      number = Int32(uses.count)
      uses.append(MetricUse(name: name))
    }
    numbers[name] = number
    return number
  }

  /// The number of `name` if it is in use.
  func knownNumber(of name: String) -> Int32? { numbers[name] }

  subscript(number: Int32) -> MetricUse { uses[Int(number)] }

  mutating func change(_ number: Int32, _ body: (inout MetricUse) -> Void) {
    body(&uses[Int(number)])
    if uses[Int(number)].refusals.isEmpty { refused.remove(number) } else { refused.insert(number) }
    guard uses[Int(number)].isUnused, numbers.removeValue(forKey: uses[Int(number)].name) != nil else { return }
    free.append(number)
  }
}
