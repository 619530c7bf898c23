import ArgumentParser

/// Flags that may stand on either side of a subcommand's name, as promtool has them: `query -o json instant …`.
enum ArgumentOrder {
  /// The arguments with the name of the subcommand right behind its command.
  static func subcommandsFirst(_ arguments: [String]) -> [String] {
    guard let name = arguments.first, arguments.count > 2, arguments[1].hasPrefix("-") else { return arguments }
    let command = Iapetus.configuration.subcommands.first { $0.configuration.commandName == name }
    let names = (command?.configuration.subcommands ?? []).compactMap { $0.configuration.commandName }
    guard let place = arguments.dropFirst(2).firstIndex(where: { names.contains($0) }) else { return arguments }
    return [name, arguments[place]] + arguments[1..<place] + arguments[(place + 1)...]
  }
}
