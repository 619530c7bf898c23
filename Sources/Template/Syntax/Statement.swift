import TimeSeries

/// A piece of text, or an action.
struct Statement: Node {
  indirect enum Kind: Sendable {
    case text(String)
    case action(Pipeline)
    case `if`(Branch)
    case with(Branch)
    case range(Branch)
    /// `template`, and `block`, of which the definition is kept elsewhere.
    case template(name: String, Pipeline?)
    case `break`, `continue`
  }

  /// What depends on a pipeline.
  struct Branch: Sendable {
    var pipeline: Pipeline
    var body: [Statement]
    var otherwise: [Statement]
    /// Whether there is an `else`, perhaps an empty one.
    var hasElse: Bool

    fileprivate func text(_ keyword: String) -> String {
      let bodies = hasElse ? [body, otherwise] : [body]
      let texts = bodies.map { $0.map(\.text).joined() }
      return "{{\(keyword) \(pipeline.text)}}" + texts.joined(separator: "{{else}}") + "{{end}}"
    }
  }

  var position: Int
  var kind: Kind

  var text: String {
    switch kind {
    case .text(let text): text
    case .action(let pipeline): "{{\(pipeline.text)}}"
    case .if(let branch): branch.text("if")
    case .with(let branch): branch.text("with")
    case .range(let branch): branch.text("range")
    case .template(let name, let pipeline):
      "{{template \(QuotedText.quoted(name))\(pipeline.map { " " + $0.text } ?? "")}}"
    case .break: "{{break}}"
    case .continue: "{{continue}}"
    }
  }
}
