import Budget
import Exposition
import Outbound
import Storage
import Telemetry
import TimeSeries

/// One child's scrape, again and again: bytes in, one atomic batch out.
///
/// Owned by the child's loop and used by nobody else. Each step has a file of its own.
struct ScrapeCycle: Sendable {
  let context: ScrapeContext
  /// Tells the child from all others, for claims and the fleet.
  let child: ObjectIdentifier
  var settings: ChildSettings
  var labeler: SeriesLabeler
  /// The same for as long as the target's address is: selectors are part of it.
  let requestedNames: RequestedNames
  let session: HTTPSession
  var request: HTTPRequest
  /// How the selectors are asked for.
  var parts: SelectorParts
  var cache = ScrapeCache()
  /// Made with the first scrape.
  var reportSeries: ReportSeries?
  /// From the target's labels, else learned from what the child delivers.
  var identity: Identity?
  /// The ledger that the slots of `cache` belong to.
  var budget: ClusterBudget?
  /// Of series that lost their slot; they go with the next batch.
  var pendingMarkers: [StaleSeries] = []
  var missedInARow = 0
  /// Scrapes that brought no sample, for whatever reason.
  var silentInARow = 0
  var cutInARow = 0
  var lastDelivery: Timestamp = 0
  /// Whether the cache has seen samples that are not yet stored.
  var isReadPending = false
  /// How the child goes on as a replica of its cluster.
  var following = ReplicaFollowing()
  /// How far the child's clock is ahead of ours.
  var skew = ClockSkew()
  var skippedSlots = SkippedSlots()
  /// The phase in which the child's rules are followed.
  var followedPhase: ScrapePhase?
  var backoff = ScrapeBackoff()
  /// Why it is spared.
  var sufferedFrom: ScrapeError?
  /// The tick of the scrape at hand, and when it began by the clock that never jumps.
  var tick: Timestamp = 0
  var startSeconds = 0.0
  /// When by our clock the child was asked, and its answer was there.
  var askedAt: Timestamp = 0
  var answeredAt: Timestamp = 0

  /// Scrapes once, for the tick at `time`; `nil` if it was canceled.
  ///
  /// The order is the story of a sample. Until step 5 nothing outside the cycle has changed but the budget; what fails
  /// before that leaves the child's series as they are, and only `up` and its kin are written.
  mutating func run(at time: Timestamp) async -> ScrapeReport? {
    begin(time)
    let report = await scrape()
    if let report { noteBackoff(report) }
    return report
  }

  private mutating func scrape() async -> ScrapeReport? {
    do throws(ScrapeError) {
      // 1. The bytes of the child's answer, within limits on size and time, arriving and inflated.
      let body = try await fetch()
      let isFirst = cache.count == 0
      if isFirst { await waitForTurn() }
      defer { if isFirst { context.firstBodies.leave() } }
      // 2. Lines that were there last time become samples; unknown ones are set aside, their labels read and checked.
      var reading = try parse(body)
      // 3. Unknown series get the labels they will be stored under, or are dropped.
      let newcomers = try relabel(reading)
      // 4. Who is the child, are these its series, and is there room for them? All newcomers are decided together.
      let admission = try admit(newcomers, reading)
      // 5. Samples, stale markers, ledger rows and `up` become visible and durable in one batch, or not at all.
      let report = try await append(admission, &reading, body)
      // 6. What people and metrics get to see.
      return publish(report)
    } catch {
      return error.reason == .canceled ? nil : await fail(error)
    }
  }

  init(_ settings: ChildSettings, child: ObjectIdentifier, context: ScrapeContext) {
    self.context = context
    self.child = child
    self.settings = settings
    labeler = SeriesLabeler(settings.target, settings.config)
    requestedNames = RequestedNames(settings.target.selectors)
    session = context.client.session()
    request = ScrapeCycle.request(settings)
    parts = SelectorParts(settings.target.selectors)
    identity = IdentityRule(replicaLabels: settings.replicaLabels).identity(settings.target.labels)
  }

  mutating func begin(_ time: Timestamp) {
    tick = time
    askedAt = context.now()
    answeredAt = askedAt
    startSeconds = Clock.monotonicSeconds()
  }

  /// That others come first is not the child's doing, and no part of how long its scrape takes.
  private mutating func waitForTurn() async {
    let arrival = Clock.monotonicSeconds()
    await context.firstBodies.enter()
    startSeconds += Clock.monotonicSeconds() - arrival
  }

  var durationSeconds: Double { Clock.monotonicSeconds() - startSeconds }
}
