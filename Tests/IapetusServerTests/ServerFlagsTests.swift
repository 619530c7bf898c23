import Config
import Dedup
import Notifier
import Rules
import TSDB
import Template
import Testing
import TimeSeries

@testable import IapetusServer

struct ServerFlagsTests {
  @Test func `without flags each room has its own defaults`() {
    let flags = ServerFlags()
    #expect(flags.ruleLimits == RuleLimits())
    #expect(flags.explanationLimits == ExplanationLimits())
    #expect(flags.notifierLimits == NotifierLimits())
    #expect(flags.storageSettings(StorageConfig()).futureLimit == TimeSeriesSettings(path: "").futureLimit)
  }

  @Test func `every bound reaches the room that keeps it`() {
    var flags = ServerFlags()
    flags.templateBytesMax = 1
    flags.templateStepsMax = 2
    flags.templateDepthMax = 3
    flags.templateQueriesMax = 4
    let template = flags.ruleLimits.template
    #expect([template.outputBytesMax, template.stepsMax, template.depthMax, template.queriesMax] == [1, 2, 3, 4])
    flags.explainedSeriesMax = 5
    flags.explainedSlotsMax = 6
    #expect(flags.explanationLimits == ExplanationLimits(seriesMax: 5, slotsMax: 6))
    flags.notificationDrainTimeout = 7000
    flags.notificationAttemptsMax = 8
    #expect(flags.notifierLimits.drainTimeout == 7000)
    #expect(flags.notifierLimits.attemptsMax == 8)
    #expect(flags.texts["alertmanager.drain-timeout"] == "7s")
    flags.notificationRetryPause = 9000
    #expect(flags.notifierLimits.retryPause == 9000 && flags.texts["alertmanager.retry-pause"] == "9s")
    flags.futureMax = 10_000
    #expect(flags.storageSettings(StorageConfig()).futureLimit == 10_000 && flags.texts["storage.max-future"] == "10s")
    #expect(flags.texts["rules.template.max-steps"] == "2")
  }
}
