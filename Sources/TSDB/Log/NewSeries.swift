import Storage
import TimeSeries

/// Series that a record of the batch log makes known. Their ids follow one another.
struct NewSeries {
  var first: SeriesID
  var labels: [Labels]

  static let none = NewSeries(first: SeriesID(0), labels: [])

  func encode(to bytes: inout [UInt8]) {
    bytes.appendVarint(labels.count)
    guard !labels.isEmpty else { return }
    bytes.appendWord(first.rawValue)
    for labels in labels {
      bytes.appendVarint(labels.bytes.count)
      bytes.append(contentsOf: labels.bytes)
    }
  }
}

extension NewSeries {
  /// Reads what ``encode(to:)`` wrote; `nil` if it is damaged.
  init?(decoding reader: inout ByteReader) {
    self = .none
    guard let count = reader.count(max: reader.remaining) else { return nil }
    guard count > 0 else { return }
    guard let id = reader.word() else { return nil }
    first = SeriesID(id)
    for _ in 0..<count {
      guard let byteCount = reader.count(max: reader.remaining), let bytes = reader.take(byteCount),
        let labels = Labels(validating: Array(bytes))
      else { return nil }
      self.labels.append(labels)
    }
  }
}
