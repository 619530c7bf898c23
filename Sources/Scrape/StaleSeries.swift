import TimeSeries

/// A series that ends, and where.
struct StaleSeries: Sendable {
  let id: SeriesID
  let time: Timestamp
}
