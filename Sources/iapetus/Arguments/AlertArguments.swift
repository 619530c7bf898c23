import ArgumentParser

struct AlertArguments: ParsableArguments {
  @Option(
    name: .customLong("rules.alert.resend-delay"),
    help: "How long an alert that fires on is not sent again. (default: 1m)")
  var resendDelay: DurationArgument?

  @Option(
    name: .customLong("rules.alert.for-outage-tolerance"),
    help: "After a longer outage alerts begin anew. (default: 1h)")
  var outageTolerance: DurationArgument?

  @Option(
    name: .customLong("rules.alert.for-grace-period"),
    help: "What at least remains of an alert's \"for\" after an outage. (default: 10m)")
  var gracePeriod: DurationArgument?

  @Option(
    name: .customLong("alertmanager.notification-queue-capacity"),
    help: "How many alerts may wait for each Alertmanager; of more, the oldest are dropped.")
  var queueCapacity = 10_000

  @Option(
    name: .customLong("alertmanager.notification-batch-size"), help: "How many alerts are sent at once at most.")
  var batchSize = 256

  @Flag(
    name: .customLong("alertmanager.drain-notification-queue-on-shutdown"), inversion: .prefixedNo,
    help: "Send what waits before the server ends.")
  var drainsQueue = true

  @Option(
    name: .customLong("alertmanager.drain-timeout"),
    help: "How long sending what waits may take when the server ends; the rest is dropped. (default: 15s)")
  var drainTimeout: DurationArgument?

  @Option(
    name: .customLong("alertmanager.max-attempts"),
    help: "How often a notification is tried before it is dropped; its rule sends it again.")
  var attemptsMax = 4

  @Option(
    name: .customLong("alertmanager.retry-pause"),
    help: "How long is waited before the second try; twice as long before each further one. (default: 1s)")
  var retryPause: DurationArgument?

  func validate() throws {
    guard queueCapacity > 0, batchSize > 0 else {
      throw ValidationError("--alertmanager.notification-queue-capacity and -batch-size must be at least 1.")
    }
    guard retryPause?.milliseconds != 0 else {
      throw ValidationError("--alertmanager.retry-pause must be longer than nothing.")
    }
    guard attemptsMax > 0 else { throw ValidationError("--alertmanager.max-attempts must be at least 1.") }
  }
}
