/// The four types of PromQL, named as its errors name them.
package enum ValueType: String, Sendable {
  case scalar
  case string
  case instantVector = "instant vector"
  case rangeVector = "range vector"
}
