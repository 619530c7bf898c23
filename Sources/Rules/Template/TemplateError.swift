/// Why a template cannot be used, or cannot be expanded for one alert.
package struct TemplateError: Error, Sendable, Equatable, CustomStringConvertible {
  package let description: String

  init(_ description: String) { self.description = description }
}
