import Storage
import TimeSeries

/// One slot of a group, as all of its rules see it.
struct RuleSlot: Sendable {
  let slot: Timestamp
  let plan: RuleGroupPlan
  /// What rules read.
  let view: any Queryable
  /// How far each cluster had delivered when the slot was taken on.
  let standings: [ClusterStanding]

  /// As of when the data is, and the timestamp of what is stored.
  var timestamp: Timestamp { slot - plan.queryOffset }
}
