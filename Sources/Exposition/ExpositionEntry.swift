package import TimeSeries

/// What a scanner finds: a sample, or a line about a family. Ranges are offsets into the scanned body.
package enum ExpositionEntry: Equatable {
  case sample(ExpositionSample)
  case metadata(ExpositionMetadata)

  /// The type that a `# TYPE` line gives its family.
  package var declaredType: MetricType? {
    guard case .metadata(let metadata) = self, case .type(let type) = metadata.kind else { return nil }
    return type
  }
}

/// One sample line.
package struct ExpositionSample: Equatable {
  /// The name and labels exactly as exposed. ``TextScanner/labels(of:normalizingBounds:)`` reads them.
  package let series: Range<Int>
  package let value: Double
  package let timestamp: Timestamp?
  /// Whether `series` is the text that the caller expected: already validated once, and known.
  package let isExpected: Bool
}

/// One `# TYPE`, `# HELP` or `# UNIT` line.
package struct ExpositionMetadata: Equatable {
  package enum Kind: Equatable {
    case type(MetricType)
    case help
    case unit
  }

  package let kind: Kind
  /// The family's name as exposed, without quotes, escapes still in it.
  package let name: Range<Int>
  /// The rest of the line, escapes still in it.
  package let text: Range<Int>
}
