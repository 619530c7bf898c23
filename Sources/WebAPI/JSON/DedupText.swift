import Dedup
import TimeSeries

extension JSONWriter {
  /// For each series and slot: who is served, why, and who is not.
  mutating func member(_ key: String, _ explanation: DedupExplanation.Content) {
    objectMember(key) { writer in
      writer.arrayMember("series") { writer in
        for series in explanation.series { writer.object { $0.members(of: series) } }
      }
      if !explanation.notes.isEmpty { writer.member("notes", explanation.notes) }
    }
  }

  private mutating func members(of series: DedupExplanation.Series) {
    member("metric", series.labels)
    arrayMember("slots") { writer in
      for slot in series.slots { writer.object { $0.members(of: slot) } }
    }
  }

  private mutating func members(of slot: ExplainedSlot) {
    objectMember(slot.reason == .heldBack ? "heldBack" : "served") { $0.members(of: slot.best) }
    member("why", slot.reason.description)
    arrayMember("rejected") { writer in
      for sample in slot.rejected { writer.object { $0.members(of: sample) } }
    }
  }

  private mutating func members(of sample: ExplainedSlot.Sample) {
    member("replica", sample.replica)
    member("rank", sample.standing.rawValue)
    name("timestamp")
    value { JSONText.append(sample.timestamp, to: &$0) }
    if let histogram = sample.histogram {
      name("histogram")
      value { JSONText.append(histogram, to: &$0) }
    } else {
      name("value")
      value { JSONText.append(quoted: sample.value, to: &$0) }
    }
  }
}
