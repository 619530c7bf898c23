import Discovery
import Logging
import Telemetry
import TimeSeries

/// The children of one job: those that are scraped, and those that left a moment ago.
struct ScrapePool {
  private let context: ScrapeContext
  private var children: [Target.Key: Child] = [:]
  private var departing: [Target.Key: Child] = [:]
  private(set) var dropped: [TargetsStatus.Dropped] = []
  private(set) var droppedCount = 0
  /// Said once, until they change.
  private var problems: Set<String> = []

  init(_ context: ScrapeContext) { self.context = context }

  var active: [Child] { Array(children.values) }

  /// Brings the children into line with the configuration and with what was discovered.
  mutating func sync(_ config: ScrapeConfig, _ groups: [TargetGroup], _ settings: ScrapeSettings) async {
    let targets = build(config, groups)
    let poolError = ScrapePool.limitError(config, targets.count)
    if poolError != nil { context.metrics.targetLimitHits.add() }
    let phaseSeed = ScrapePhase.seed(externalLabels: settings.externalLabels)
    let wanted = targets.mapValues { target in
      ChildSettings(
        config: config, target: target, replicaLabels: settings.replicaLabels, darkAfter: settings.darkAfter,
        otherBudget: settings.pushedBudget, phaseSeed: phaseSeed, poolError: poolError)
    }
    for key in children.keys where wanted[key] == nil { await retire(key) }
    for (key, settings) in wanted { await keep(key, settings) }
  }

  /// Ends all loops; children that are to come back may, within their grace.
  mutating func retireAll() async {
    for key in children.keys { await retire(key) }
  }

  /// Ends all tasks, as the server ends: no series is marked.
  mutating func stop() async {
    let all = Array(children.values) + departing.values
    for child in all { child.cancel() }
    for child in all { _ = await child.stop() }
    children = [:]
    departing = [:]
  }

  private mutating func retire(_ key: Target.Key) async {
    guard let child = children.removeValue(forKey: key), let cycle = await child.stop() else { return }
    let interval = cycle.settings.target.scrapeInterval
    // As Prometheus: two intervals and a tenth.
    child.depart(cycle, after: 2 * interval + interval / 10)
    departing[key] = child
  }

  private mutating func keep(_ key: Target.Key, _ settings: ChildSettings) async {
    if let child = children[key] {
      guard var cycle = await changed(child, settings) else { return }
      await cycle.apply(settings)
      child.start(cycle)
    } else if let child = departing.removeValue(forKey: key), var cycle = await child.stop() {
      await cycle.apply(settings)
      children[key] = child
      child.start(cycle)
    } else {
      let child = Child(settings, context)
      children[key] = child
      let cycle = child.makeCycle(settings)
      cycle.noteArrival()
      child.start(cycle)
    }
  }

  /// The stopped cycle of a child whose settings have changed.
  private func changed(_ child: Child, _ settings: ChildSettings) async -> ScrapeCycle? {
    child.settings == settings ? nil : await child.stop()
  }

  /// The targets of all groups; of two alike one.
  private mutating func build(_ config: ScrapeConfig, _ groups: [TargetGroup]) -> [Target.Key: Target] {
    let builder = TargetBuilder(config)
    var targets: [Target.Key: Target] = [:]
    var found: Set<String> = []
    (dropped, droppedCount) = ([], 0)
    for outcome in groups.flatMap(builder.build) {
      switch outcome {
      case .success(.target(let target)): targets[target.key] = target
      case .success(.dropped(let labels)): drop(labels, config)
      case .failure(let error): found.insert(error.description)
      }
    }
    report(found, config)
    return targets
  }

  private mutating func drop(_ discoveredLabels: Labels, _ config: ScrapeConfig) {
    droppedCount += 1
    guard config.keepDroppedTargets == 0 || dropped.count < config.keepDroppedTargets else { return }
    dropped.append(TargetsStatus.Dropped(discoveredLabels: discoveredLabels, scrapePool: config.jobName))
  }

  private mutating func report(_ found: Set<String>, _ config: ScrapeConfig) {
    for problem in found.subtracting(problems) { context.logger.error("job \(config.jobName): \(problem)") }
    if !found.isEmpty { context.metrics.syncFailures[config.jobName].add(found.count) }
    problems = found
  }

  /// Why no child of a job may be asked, if it has too many.
  static func limitError(_ config: ScrapeConfig, _ count: Int) -> ScrapeError? {
    guard config.targetLimit > 0, count > config.targetLimit else { return nil }
    return ScrapeError(
      .targetLimit, "target_limit exceeded (number of targets: \(count), limit: \(config.targetLimit))")
  }
}
