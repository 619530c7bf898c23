import ArgumentParser
import Config
import FoundationEssentials

/// The verdict on some files.
struct CheckReport: Encodable {
  enum Output: String, ExpressibleByArgument, CaseIterable {
    case text, json
  }

  /// What is to be said of a good file.
  struct Finding {
    var summary: String
    var warnings: [String]
  }

  struct File: Encodable {
    var file: String
    var ok: Bool
    var summary = ""
    var warnings: [String] = []
    var errors: [Issue] = []
  }

  struct Issue: Encodable {
    var file: String
    var line: Int
    var column: Int
    var message: String
  }

  private(set) var files: [File] = []

  init(files: [String], check: (String) throws(ConfigError) -> Finding) {
    for file in files {
      do throws(ConfigError) {
        let finding = try check(file)
        self.files.append(File(file: file, ok: true, summary: finding.summary, warnings: finding.warnings))
      } catch {
        let issues = error.issues.map {
          Issue(file: $0.file, line: $0.line, column: $0.column, message: $0.message)
        }
        self.files.append(File(file: file, ok: false, errors: issues))
      }
    }
  }

  /// Prints the report; ends with exit code 1 if any file is bad.
  func finish(_ output: Output) throws {
    switch output {
    case .text: printText()
    case .json:
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
      print(String(decoding: try encoder.encode(self), as: UTF8.self))
    }
    guard files.allSatisfy(\.ok) else { throw ExitCode.failure }
  }

  private func printText() {
    for file in files {
      print("Checking \(file.file)")
      for warning in file.warnings { print("  WARNING: \(warning)") }
      if file.ok {
        print("  SUCCESS: \(file.summary)")
      } else {
        print("  FAILED:")
        for issue in file.errors {
          let place = issue.line > 0 ? ":\(issue.line):\(issue.column)" : ""
          print("    \(issue.file)\(place): \(issue.message)")
        }
      }
    }
  }
}
