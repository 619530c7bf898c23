import TimeSeries

extension FloatHistogram {
  /// As `count_values` writes it: `{count:20, sum:10}`.
  var description: String {
    "{count:\(FloatText.json(count)), sum:\(FloatText.json(sum))}"
  }
}
