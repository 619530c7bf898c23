/// Some endpoints that belong together; holds what they need and nothing else.
package protocol WebRoutes: Sendable {
  func add(to table: inout RouteTable)
}
