/// What became of one received write.
struct WriteOutcome {
  /// Floats, and native histograms, that are stored now, or were already.
  var samplesWritten = 0
  var histogramsWritten = 0
  /// Series that a budget refused.
  var refusedSeriesCount = 0
  /// Why something else could not be stored and never will be: 400, so that the sender does not try again.
  var problem: PlainError?
}
