import ArgumentParser
import IapetusServer
import Logging

struct LogArguments: ParsableArguments {
  @Option(name: .customLong("log.level"), help: "The least important lines that are written: debug, info, warn, error.")
  var level = Level.info

  @Option(name: .customLong("log.format"), help: "How lines are written: logfmt, json.")
  var format = LogFormat.logfmt

  enum Level: String, ExpressibleByArgument, CaseIterable {
    case debug, info, warn, error

    var loggerLevel: Logger.Level {
      switch self {
      case .debug: .debug
      case .info: .info
      case .warn: .warning
      case .error: .error
      }
    }
  }
}

extension LogFormat: ExpressibleByArgument {}
