/// How a child is reached.
package enum ScrapeScheme: String, Sendable, CaseIterable {
  case http, https
}
