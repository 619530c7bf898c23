/// A series of an answer: of a vector with one sample, of a matrix with many.
struct AnsweredSeries: Decodable {
  var labels: AnsweredLabels
  var floats: [AnsweredFloat] = []
  var histograms: [AnsweredHistogram] = []

  private enum Key: String, CodingKey { case metric, value, values, histogram, histograms }

  init(labels: AnsweredLabels, floats: [AnsweredFloat] = [], histograms: [AnsweredHistogram] = []) {
    self.labels = labels
    self.floats = floats
    self.histograms = histograms
  }

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    labels = try container.decode(AnsweredLabels.self, forKey: .metric)
    if let one = try container.decodeIfPresent(AnsweredFloat.self, forKey: .value) { floats = [one] }
    if let one = try container.decodeIfPresent(AnsweredHistogram.self, forKey: .histogram) { histograms = [one] }
    if let many = try container.decodeIfPresent([AnsweredFloat].self, forKey: .values) { floats = many }
    if let many = try container.decodeIfPresent([AnsweredHistogram].self, forKey: .histograms) { histograms = many }
  }
}
