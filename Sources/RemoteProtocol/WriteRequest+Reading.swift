import TimeSeries

extension WriteRequest {
  /// Ends a series whose rows have been read: keeps them under their labels or, if there is a problem, drops them.
  ///
  /// - Parameter text: the series, for people.
  mutating func endSeries(
    _ labels: Result<Labels, InvalidLabels>, _ problem: String?, from firstSample: Int, _ firstHistogram: Int,
    named text: @autoclosure () -> String
  ) {
    if let problem {
      rejections.add("\(problem) in \(text())")
    } else {
      switch labels {
      case .success(let labels):
        series.append(
          Series(
            labels: labels, samples: firstSample..<timestamps.count, histograms: firstHistogram..<histograms.count))
        return
      case .failure(let invalid): rejections.add(invalid.description)
      }
    }
    timestamps.removeLast(timestamps.count - firstSample)
    values.removeLast(values.count - firstSample)
    histograms.removeLast(histograms.count - firstHistogram)
    if starts.count > firstSample { starts = starts.rows(0..<firstSample) }
  }

  /// Reads a native histogram, which is the same message in both versions of remote write.
  ///
  /// - Parameters:
  ///   - bucketCount: of all histograms of the message so far.
  ///   - problem: what is wrong with the series, if something is.
  mutating func readHistogram(
    _ bytes: UnsafeRawBufferPointer, _ limits: WriteLimits, _ bucketCount: inout Int, _ problem: inout String?
  ) throws(RemoteProtocolError) {
    var decoder = HistogramDecoder(bucketsMax: limits.bucketsMax - bucketCount)
    let sample = try decoder.decode(bytes)
    bucketCount += decoder.bucketCount
    if histograms.count >= limits.histogramsMax {
      throw WriteLimits.tooMany("histograms", limits.histogramsMax)
    }
    switch sample {
    case .success(let sample): histograms.append(sample)
    case .failure(let invalid): problem = problem ?? invalid.description
    }
  }
}
