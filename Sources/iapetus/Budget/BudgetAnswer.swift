/// What `/api/v1/status/budgets` answers.
struct BudgetAnswer: Codable {
  struct Budget: Codable {
    struct Priority: Codable {
      var selectors: [String]
      var active: Int
    }

    struct Churn: Codable {
      var newInLastHour: Int
      var limitPerHour: Int?
      var available: Int?
    }

    struct Forecast: Codable {
      var seriesPerHour: Double?
      var observedSeconds: Int
      /// RFC 3339; `nil`: not within sight.
      var exhaustedAt: String?
    }

    struct Rejected: Codable {
      var bodies: Int
      var series: Int
      var first: String
      var last: String
    }

    struct Metric: Codable {
      var metric: String
      var series: Int
    }

    struct Label: Codable {
      var label: String
      var values: Int
    }

    struct Refused: Codable {
      var metric: String
      var reason: String
      var series: Int
      var firstRefused: String
      var lastRefused: String
      var examples: [[String: String]]
    }

    var cluster: String
    var mode: String
    var limit: Int?
    var active: Int
    var free: Int?
    var refused: Int
    var full: Bool
    var reopensBelow: Int?
    var firstRefused: String?
    var lastRefused: String?
    var evictionAt: String?
    var priority: Priority?
    var churn: Churn
    var forecast: Forecast
    var rejected: Rejected?
    var largestMetrics: [Metric]
    var largestLabels: [Label]
    var refusedMetrics: [Refused]
    var refusedLabels: [Label]
  }

  var budgets: [Budget]
}
