import ArgumentParser
import IapetusServer

struct VersionCommand: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "version", abstract: "Print the version.")

  func run() { print("iapetus \(Version.number)") }
}
