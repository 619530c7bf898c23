// swift-tools-version: 6.2
import Foundation
import PackageDescription

// The house, floor by floor: a room imports only rooms of floors above it in this list.
// Sources/README.md draws it; Tests/HouseTests holds the imports against it.
let package = Package(
  name: "iapetus",
  products: [.executable(name: "iapetus", targets: ["iapetus"])],
  dependencies: [
    .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1", traits: []),
    .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
    .package(url: "https://github.com/apple/swift-nio-extras", from: "1.35.2"),
    .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
    .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
  ],
  targets: [
    // Floor 0: system libraries, nothing else.
    .systemLibrary(name: "CLevelDB", providers: [.apt(["libleveldb-dev"])]),
    .systemLibrary(name: "CSnappy", pkgConfig: "snappy", providers: [.apt(["libsnappy-dev"])]),
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    .systemLibrary(name: "CDeflate", pkgConfig: "libdeflate", providers: [.apt(["libdeflate-dev"])]),
    .target(name: "CCurl", linkerSettings: [.linkedLibrary("curl")]),
    // LevelDB is built without run-time type information, and so must be what inherits from it.
    .target(
      name: "CLevelDBEnv", cxxSettings: [.unsafeFlags(["-fno-rtti"])], linkerSettings: [.linkedLibrary("leveldb")]),
    .target(name: "CFloatDigits"),
    .target(name: "CRE2", linkerSettings: [.linkedLibrary("re2")]),
    .target(name: "CResolv", linkerSettings: [.linkedLibrary("resolv")]),
    .target(name: "CThreads"),

    // Floor 1: safe wrappers; every C pointer ends here or in Outbound.
    .target(name: "Threads", dependencies: ["CThreads"]),
    .target(name: "Wire"),
    .target(name: "FloatDigits", dependencies: ["CFloatDigits"]),
    .target(name: "RE2", dependencies: ["CRE2"]),
    .target(name: "LevelDB", dependencies: ["CLevelDB", "CLevelDBEnv"]),
    .target(name: "DNS", dependencies: ["CResolv"]),
    .target(name: "Compression", dependencies: ["CDeflate", "CSnappy", "CZlib"]),

    // Floor 2: the vocabulary.
    .target(name: "TimeSeries", dependencies: ["FloatDigits", "RE2"]),

    // Floor 3.
    .target(name: "Exposition", dependencies: ["FloatDigits", "TimeSeries", "Wire"]),
    .target(name: "Storage", dependencies: ["TimeSeries"]),
    .target(name: "Budget", dependencies: ["TimeSeries"]),
    .target(name: "Template", dependencies: ["RE2", "TimeSeries"]),

    // Floor 4.
    .target(name: "Telemetry", dependencies: ["Threads", "TimeSeries"]),

    // Floor 5.
    .target(name: "Outbound", dependencies: ["CCurl", "Threads", "Compression", "TimeSeries", "Telemetry"]),
    .target(
      name: "TSDB",
      dependencies: [
        "LevelDB", "Threads", "TimeSeries", "Storage", "Telemetry",
        .product(name: "Logging", package: "swift-log"),
      ]),
    .target(name: "PromQL", dependencies: ["RE2", "Threads", "TimeSeries", "Storage", "Telemetry"]),

    // Floor 6.
    .target(name: "Dedup", dependencies: ["Threads", "TimeSeries", "Storage", "Telemetry"]),
    .target(
      name: "Discovery",
      dependencies: [
        "DNS", "Compression", "TimeSeries", "Threads", "Telemetry", "Outbound",
        .product(name: "Logging", package: "swift-log"),
        .product(name: "Yams", package: "Yams"),
      ]),
    .target(name: "RemoteProtocol", dependencies: ["Compression", "TimeSeries", "Wire"]),
    .target(name: "Fleet", dependencies: ["Threads", "TimeSeries", "Storage", "Telemetry"]),

    // Floor 7.
    .target(
      name: "Notifier",
      dependencies: [
        "Threads", "TimeSeries", "Telemetry", "Outbound", "Discovery",
        .product(name: "Logging", package: "swift-log"),
      ]),
    .target(
      name: "Scrape",
      dependencies: [
        "Threads", "Compression", "TimeSeries", "Exposition", "Storage", "Budget", "Telemetry",
        "Outbound", "PromQL", "Dedup", "Discovery", "Fleet",
        .product(name: "Logging", package: "swift-log"),
      ]),

    // Floor 8.
    .target(
      name: "Rules",
      dependencies: [
        "Threads", "TimeSeries", "Template", "Storage", "Telemetry", "PromQL", "Notifier",
        .product(name: "Logging", package: "swift-log"),
      ]),

    // Floor 9.
    .target(
      name: "Healing",
      dependencies: [
        "Threads", "Compression", "TimeSeries", "Storage", "Telemetry", "Outbound", "PromQL", "Fleet", "RemoteProtocol",
        "Scrape", .product(name: "Logging", package: "swift-log"),
      ]),

    // Floor 10.
    .target(
      name: "Config",
      dependencies: [
        "DNS", "TimeSeries", "Template", "Exposition", "Budget", "Outbound", "Discovery", "Fleet", "PromQL", "Notifier",
        "Healing", "Scrape",
        "Rules",
        .product(name: "Yams", package: "Yams"),
      ]),
    .target(
      name: "WebAPI",
      dependencies: [
        "Threads", "Compression", "TimeSeries", "Exposition", "Storage", "Budget", "Telemetry",
        "PromQL", "RemoteProtocol", "Dedup", "Fleet", "Notifier", "Healing", "Scrape", "Rules",
        .product(name: "Hummingbird", package: "hummingbird"),
        .product(name: "HummingbirdCore", package: "hummingbird"),
        .product(name: "HTTPTypes", package: "swift-http-types"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOHTTPTypes", package: "swift-nio-extras"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
        .product(name: "Logging", package: "swift-log"),
      ],
      resources: [.embedInCode("UI/Assets")]),

    // Floor 11.
    .target(
      name: "IapetusServer",
      dependencies: [
        "Threads", "TimeSeries", "Storage", "Telemetry", "Outbound", "TSDB",
        "PromQL", "Template", "Dedup", "Discovery", "Fleet", "Notifier", "Healing", "Scrape", "Rules", "Config",
        "WebAPI",
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
        .product(name: "UnixSignals", package: "swift-service-lifecycle"),
        .product(name: "Logging", package: "swift-log"),
      ]),

    .target(
      name: "RuleUnitTest",
      dependencies: [
        "RE2", "Threads", "TimeSeries", "Template", "Storage", "Telemetry", "TSDB", "PromQL", "Rules", "Config",
        .product(name: "Logging", package: "swift-log"),
      ]),

    // Floor 12.
    .executableTarget(
      name: "iapetus",
      dependencies: [
        "PromQL", "RE2", "RuleUnitTest",
        "Template", "TimeSeries", "Outbound", "Scrape", "Config", "IapetusServer", "WebAPI",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "Logging", package: "swift-log"),
      ]),

    // Tests: Tests/<Target>Tests, one for each room that has logic of its own.
    .target(name: "TestSupport", dependencies: ["Threads", "TimeSeries", "Storage"], path: "Tests/TestSupport"),
    .executableTarget(
      name: "Trials",
      dependencies: ["Threads", "TimeSeries", "Exposition", "Storage", "Telemetry", "PromQL", "Scrape", "TestSupport"],
      path: "Tests/Trials"),
    .testTarget(name: "HouseTests"),
    .testTarget(name: "WireTests", dependencies: ["Wire", "TestSupport"]),
    .testTarget(name: "CompressionTests", dependencies: ["Compression"]),
    .testTarget(name: "RE2Tests", dependencies: ["RE2"]),
    .testTarget(name: "FloatDigitsTests", dependencies: ["FloatDigits", "TestSupport"]),
    .testTarget(name: "DNSTests", dependencies: ["DNS", "TestSupport"]),
    .testTarget(name: "LevelDBTests", dependencies: ["LevelDB", "TestSupport"]),
    .testTarget(name: "TimeSeriesTests", dependencies: ["TimeSeries", "RE2", "TestSupport"]),
    .testTarget(name: "ExpositionTests", dependencies: ["Exposition", "TimeSeries", "TestSupport"]),
    .testTarget(name: "BudgetTests", dependencies: ["Budget", "TimeSeries", "TestSupport"]),
    .testTarget(name: "TemplateTests", dependencies: ["Template", "TimeSeries", "TestSupport"]),
    .testTarget(name: "TelemetryTests", dependencies: ["Telemetry", "TimeSeries"]),
    .testTarget(name: "OutboundTests", dependencies: ["Outbound", "Compression", "TestSupport", "Threads"]),
    .testTarget(
      name: "TSDBTests", dependencies: ["TSDB", "LevelDB", "Storage", "TimeSeries", "Telemetry", "TestSupport"]),
    .testTarget(
      name: "PromQLTests",
      dependencies: ["PromQL", "Threads", "Storage", "TimeSeries", "Telemetry", "TestSupport", "Trials"]),
    .testTarget(
      name: "DedupTests",
      dependencies: ["Dedup", "Storage", "TSDB", "Telemetry", "Threads", "TimeSeries", "TestSupport"]),
    .testTarget(
      name: "DiscoveryTests",
      dependencies: [
        "DNS", "Discovery", "Outbound", "TimeSeries", "Telemetry", "TestSupport", "Threads",
        .product(name: "Logging", package: "swift-log"),
      ]),
    .testTarget(
      name: "NotifierTests",
      dependencies: [
        "Notifier", "Discovery", "Outbound", "Telemetry", "TestSupport", "Threads", "TimeSeries",
        .product(name: "Logging", package: "swift-log"),
      ]),
    .testTarget(
      name: "FleetTests", dependencies: ["Fleet", "Threads", "Storage", "TimeSeries", "Telemetry", "TestSupport"]),
    .testTarget(
      name: "RemoteProtocolTests", dependencies: ["RemoteProtocol", "TimeSeries", "Compression", "TestSupport"]),
    .testTarget(
      name: "ScrapeTests",
      dependencies: [
        "Scrape", "Budget", "Compression", "Discovery", "Exposition", "Fleet", "Outbound", "Storage", "TSDB",
        "Telemetry",
        "Trials", "Threads", "TimeSeries", "TestSupport", .product(name: "Logging", package: "swift-log"),
      ]),
    .testTarget(
      name: "RulesTests",
      dependencies: [
        "Rules", "Notifier", "PromQL", "Storage", "TSDB", "Telemetry", "Template", "Threads", "TimeSeries",
        "TestSupport",
        .product(name: "Logging", package: "swift-log"),
      ]),
    .testTarget(
      name: "HealingTests",
      dependencies: [
        "Healing", "Compression", "Discovery", "Fleet", "Outbound", "PromQL", "RemoteProtocol", "Scrape", "Storage",
        "TSDB", "Telemetry", "Threads", "TimeSeries", "TestSupport", .product(name: "Logging", package: "swift-log"),
      ]),
    .testTarget(
      name: "ConfigTests",
      dependencies: [
        "Config", "Budget", "DNS", "Discovery", "Exposition", "Notifier", "Outbound", "Rules", "Scrape", "TimeSeries",
        "TestSupport",
      ]),
    .testTarget(
      name: "WebAPITests",
      dependencies: [
        "WebAPI", "Budget", "Compression", "Dedup", "Exposition", "Fleet", "Notifier", "Outbound", "PromQL",
        "RemoteProtocol", "Rules", "Healing", "Scrape", "Storage", "Telemetry",
        "Threads", "TimeSeries", "TestSupport",
        .product(name: "Logging", package: "swift-log"),
        .product(name: "HTTPTypes", package: "swift-http-types"),
        .product(name: "NIOCore", package: "swift-nio"),
      ]),
    .testTarget(name: "RuleUnitTestTests", dependencies: ["RuleUnitTest", "RE2", "TimeSeries", "TestSupport"]),
    .testTarget(
      name: "IapetusServerTests",
      dependencies: ["IapetusServer", "Dedup", "Notifier", "Rules", "Template", "TimeSeries", "TestSupport"]),
    .testTarget(
      name: "iapetusTests",
      dependencies: ["iapetus", "PromQL", "TestSupport", .product(name: "ArgumentParser", package: "swift-argument-parser")]),
    .testTarget(
      name: "EndToEndTests",
      dependencies: [
        "iapetus", "Exposition", "PromQL", "RemoteProtocol", "Scrape", "Storage", "TestSupport", "Threads",
        "TimeSeries",
        "Trials",
      ]),
  ],
  swiftLanguageModes: [.v6],
  cxxLanguageStandard: .cxx17
)

let settings: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
  .enableUpcomingFeature("InferIsolatedConformances"),
  .enableUpcomingFeature("ImmutableWeakCaptures"),
  .treatAllWarnings(as: .error),
]

for target in package.targets where target.type == .regular || target.type == .executable || target.type == .test {
  target.swiftSettings = settings
  target.exclude = pages(below: target.path ?? (target.type == .test ? "Tests/" : "Sources/") + target.name)
}

/// The Markdown pages of a target, which lie beside the code that they explain, and the files that its tests read.
func pages(below folder: String) -> [String] {
  let files = try? FileManager.default.subpathsOfDirectory(atPath: Context.packageDirectory + "/" + folder)
  return (files ?? []).filter { $0.hasSuffix(".md") || $0 == "Fixtures" }.sorted()
}
