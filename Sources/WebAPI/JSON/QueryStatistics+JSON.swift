import PromQL

/// What a query cost, as members of `stats`: in answers and in the query log.
extension QueryStatistics {
  func writeTimings(to writer: inout JSONWriter) {
    let evaluation = prepareSeconds + evaluateSeconds + sortSeconds
    writer.member("evalTotalTime", evaluation)
    writer.member("resultSortTime", sortSeconds)
    writer.member("queryPreparationTime", prepareSeconds)
    writer.member("innerEvalTime", evaluateSeconds)
    writer.member("execQueueTime", queueSeconds)
    writer.member("execTotalTime", evaluation + queueSeconds)
  }

  func writeSamples(to writer: inout JSONWriter) {
    writer.member("totalQueryableSamples", queryableSamples)
    writer.member("samplesRead", readSamples)
    writer.member("peakSamples", peakSamples)
    writer.member("peakMemoryBytes", peakMemoryBytes)
  }
}
