import TimeSeries

@testable import Template

/// An alert whose templates are expanded, and queries that answer with their own text and time.
struct TemplateScene {
  var limits = TemplateLimits()

  func expand(_ text: String, _ value: TemplateValue = .float(1.5)) async throws(TemplateError) -> String {
    let subject = TemplateSubject(
      labels: ["job": "api"], externalLabels: ["region": "eu"], externalURL: "http://h:9/iapetus", value: value,
      coverage: 0.5)
    return try await Template(text, name: "t").expanded(for: subject, at: 300_500, limits: limits) {
      (text, timestamp) throws(TemplateQueryError) -> [TemplateSample] in
      if text == "bad" { throw TemplateQueryError("no answer") }
      return [TemplateSample(labels: ["q": text], value: Double(timestamp))]
    }
  }

  /// What is said against `text`.
  func refusal(of text: String, _ value: TemplateValue = .float(1.5)) async -> String? {
    do {
      _ = try await expand(text, value)
      return nil
    } catch {
      return error.description
    }
  }
}
