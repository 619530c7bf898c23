import TimeSeries

extension TemplateValue {
  /// The name of its type in Go, as `%T` prints it and errors show it.
  var typeName: String {
    switch self {
    case .none: "<nil>"
    case .boolean: "bool"
    case .integer(_, let type): type.rawValue
    case .float: "float64"
    case .text: "string"
    case .html: "template.HTML"
    case .labels: "map[string]string"
    case .map: "map[string]interface {}"
    case .samples: "template.queryResult"
    case .sample: "*template.sample"
    case .time: "*time.Time"
    case .histogram: "*histogram.FloatHistogram"
    case .subject(let subject):
      "struct { " + subject.printedFields.map { "\($0.name) \($0.value.typeName)" }.joined(separator: "; ") + " }"
    }
  }

  /// What `if` and `with` take for true: what is not zero and not empty.
  var isTrue: Bool {
    switch self {
    case .none: false
    case .boolean(let value): value
    case .integer(let value, _): value != 0
    case .float(let value): value != 0
    case .text(let text), .html(let text): !text.isEmpty
    case .labels(let labels): !labels.isEmpty
    case .map(let map): !map.values.isEmpty
    case .samples(let samples): !samples.isEmpty
    case .sample, .time, .histogram, .subject: true
    }
  }

  /// For functions that count elements, or bytes; `nil` if it has none.
  var count: Int? {
    switch self {
    case .text(let text), .html(let text): text.utf8.count
    case .labels(let labels): labels.count
    case .map(let map): map.values.count
    case .samples(let samples): samples.count
    default: nil
    }
  }

  /// As `%v` prints it, for messages; cut short where it is long.
  var shown: String {
    var formatter = GoFormatter(byteCountMax: 1000)
    do {
      try formatter.print([self])
      return formatter.text
    } catch {
      return formatter.text + "…"
    }
  }

  /// About how much work it is to read it, in steps.
  var stepCount: Int {
    switch self {
    case .text(let text), .html(let text): text.utf8.count / 64
    case .labels(let labels): labels.bytes.count / 64
    case .samples(let samples): samples.count
    default: 0
    }
  }
}
