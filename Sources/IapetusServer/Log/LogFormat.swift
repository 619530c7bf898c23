/// How log lines are written.
package enum LogFormat: String, Sendable, CaseIterable {
  case logfmt
  case json
}
