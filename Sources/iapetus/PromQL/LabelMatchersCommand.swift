import ArgumentParser

/// `iapetus promql label-matchers`: the same change to every selector of an expression.
struct LabelMatchersCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "label-matchers", abstract: "Edit the label matchers of every selector of an expression.",
    subcommands: [LabelMatchersSetCommand.self, LabelMatchersDeleteCommand.self])
}
