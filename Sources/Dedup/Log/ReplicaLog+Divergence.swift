package import Storage
import Threads

extension ReplicaLog {
  /// Counts how far the samples of a body, which is about to be stored, are from those of the cluster's other replicas.
  package func compare(_ batch: SampleBatch, of replica: ReplicaName) {
    let mean = state.withLock { $0.compare(batch.series, batch.timestamps, batch.values, of: replica) }
    if let mean { metrics.setDivergence(mean, of: replica.cluster) }
  }
}
