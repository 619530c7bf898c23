import Storage
import TestSupport
import Testing
import TimeSeries

@testable import TSDB

/// Chunks of either form give back the very bits they were given.
@Suite struct ChunkTests {
  @Test func `an open chunk decodes to what was appended`() {
    var random = SeededRandom.fresh()
    let decoder = ChunkDecoder()
    for round in 0..<400 {
      let samples = WildSamples.series(using: &random, count: Int.random(in: 1...300, using: &random))
      var chunk = OpenChunk(samples.timestamps[0], samples.values[0].bitPattern)
      for index in 1..<samples.count {
        chunk.append(samples.timestamps[index], samples.values[index].bitPattern)
      }
      #expect(
        decoder.decode(chunk, starts: samples.starts) && isSame(decoder, samples), "seed \(random.seed) round \(round)")
    }
  }

  @Test func `an open chunk goes on after a checkpoint as if nothing had happened`() {
    var random = SeededRandom.fresh()
    let decoder = ChunkDecoder()
    for round in 0..<200 {
      let samples = WildSamples.series(using: &random, count: Int.random(in: 2...200, using: &random))
      let cut = Int.random(in: 1..<samples.count, using: &random)
      var chunk = OpenChunk(samples.timestamps[0], samples.values[0].bitPattern)
      for index in 1..<cut { chunk.append(samples.timestamps[index], samples.values[index].bitPattern) }
      var bytes: [UInt8] = []
      chunk.encode(to: &bytes)
      let restored = bytes.withUnsafeBytes { bytes in
        var reader = ByteReader(bytes)
        return OpenChunk(decoding: &reader)
      }
      guard var restored else {
        Issue.record("seed \(random.seed) round \(round): does not decode")
        continue
      }
      for index in cut..<samples.count { restored.append(samples.timestamps[index], samples.values[index].bitPattern) }
      #expect(
        decoder.decode(restored, starts: samples.starts) && isSame(decoder, samples),
        "seed \(random.seed) round \(round)")
    }
  }

  @Test func `a captured open chunk does not change when the original grows`() {
    var chunk = OpenChunk(0, 1)
    for index in 1..<50 { chunk.append(Timestamp(index) * 1000, UInt64(index) &* 0x9e37_79b9_7f4a_7c15) }
    let captured = chunk
    for index in 50..<500 { chunk.append(Timestamp(index) * 1000, UInt64(index) &* 0x9e37_79b9_7f4a_7c15) }
    let decoder = ChunkDecoder()
    #expect(decoder.decode(captured))
    #expect(decoder.count == 50)
    #expect(decoder.timestamps[49] == 49_000)
    #expect(decoder.values[49].bitPattern == 49 &* 0x9e37_79b9_7f4a_7c15)
  }

  @Test func `a sealed chunk decodes to what was sealed, without ever falling back`() {
    var random = SeededRandom.fresh()
    let sealer = ChunkSealer()
    let decoder = ChunkDecoder()
    var encodings: Set<UInt8> = []
    for round in 0..<1500 {
      let samples = WildSamples.series(using: &random, count: Int.random(in: 1...300, using: &random))
      let bytes = sealer.seal(samples, from: 0, seed: 7)
      encodings.insert(bytes[0] & 15)
      let decoded = bytes.withUnsafeBytes { decoder.decode($0, from: 0, seed: 7) }
      #expect(decoded && isSame(decoder, samples), "seed \(random.seed) round \(round)")
    }
    #expect(sealer.verificationFailures == 0, "seed \(random.seed)")
    #expect(encodings.isSuperset(of: [1, 2, 3, 4, 5, 6, 7]), "seed \(random.seed): only \(encodings)")
  }

  @Test func `a damaged chunk is refused, never decoded to something else`() {
    var random = SeededRandom.fresh()
    let sealer = ChunkSealer()
    let decoder = ChunkDecoder()
    for round in 0..<1000 {
      let samples = WildSamples.series(using: &random, count: Int.random(in: 1...60, using: &random))
      var bytes = sealer.seal(samples, from: 0, seed: 7)
      let place = Int.random(in: 0..<bytes.count, using: &random)
      bytes[place] ^= UInt8.random(in: 1...255, using: &random)
      #expect(!bytes.withUnsafeBytes { decoder.decode($0, from: 0, seed: 7) }, "seed \(random.seed) round \(round)")
    }
  }

  @Test func `decoders survive damage that the checksum would have caught`() {
    var random = SeededRandom.fresh()
    let sealer = ChunkSealer()
    let decoder = ChunkDecoder()
    for _ in 0..<3000 {
      let samples = WildSamples.series(using: &random, count: Int.random(in: 1...60, using: &random))
      var bytes = sealer.seal(samples, from: 0, seed: 7)
      bytes.removeLast(SealedChunk.checksumBytes)
      if Bool.random(using: &random) { bytes.removeLast(Int.random(in: 0..<bytes.count, using: &random)) }
      for _ in 0..<3 where !bytes.isEmpty {
        bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
      }
      SealedChunk.appendChecksum(to: &bytes, seed: 7)
      _ = bytes.withUnsafeBytes { decoder.decode($0, from: 0, seed: 7) }
      #expect(decoder.count <= SealedChunk.samplesMax)
    }
  }

  @Test func `a chunk under another key is refused`() {
    let bytes = ChunkSealer().seal([1000], [1], 1, from: 0, seed: 7)
    #expect(!bytes.withUnsafeBytes { ChunkDecoder().decode($0, from: 0, seed: 8) })
  }

  @Test func `histograms are sealed bit for bit`() {
    var random = SeededRandom.fresh()
    let decoder = ChunkDecoder()
    for round in 0..<100 {
      let count = Int.random(in: 1...30, using: &random)
      let timestamps = (0..<count).map { Timestamp($0) * 15_000 + 3 }
      var histograms = (0..<count).map { _ in WildSamples.histogram(using: &random) }
      for index in histograms.indices.dropFirst() where Bool.random(using: &random) {
        histograms[index] = histograms[index - 1]
        histograms[index].sum += 1
      }
      var samples = SampleColumns()
      for (timestamp, histogram) in zip(timestamps, histograms) { samples.append(timestamp, histogram) }
      samples.starts = WildSamples.starts(of: timestamps, using: &random)
      let bytes = ChunkSealer().seal(samples, from: 0, seed: 1)
      #expect(bytes.withUnsafeBytes { decoder.decode($0, from: 0, seed: 1) })
      #expect(decoder.histograms == histograms, "seed \(random.seed) round \(round)")
      #expect((0..<count).map { decoder.timestamps[$0] } == timestamps)
      #expect(decoder.starts == samples.starts, "seed \(random.seed) round \(round)")
    }
  }

  @Test func `start timestamps that repeat, or follow the samples, cost a few bytes a chunk`() {
    let timestamps = (1...120).map { Timestamp($0) * 60_000 }
    let samples = SampleColumns(timestamps: timestamps, values: timestamps.map { Double($0) })
    var (sums, deltas) = (samples, samples)
    for row in timestamps.indices {
      sums.starts.set(12_345, at: row)
      deltas.starts.set(timestamps[row] - 60_000, at: row)
    }
    let plain = ChunkSealer().seal(samples, from: 0, seed: 1).count
    #expect(ChunkSealer().seal(sums, from: 0, seed: 1).count <= plain + 12)
    #expect(ChunkSealer().seal(deltas, from: 0, seed: 1).count <= plain + 12)
  }

  @Test func `the hash is XXH64`() {
    // Vectors of the specification's reference implementation.
    let empty = Hash64.hash(UnsafeRawBufferPointer(start: nil, count: 0))
    #expect(empty == 0xef46_db37_51d8_e999)
    let text = Array("Nobody inspects the spammish repetition".utf8)
    #expect(text.withUnsafeBytes { Hash64.hash($0) } == 0xfbce_a83c_8a37_8bf1)
  }

  private func isSame(_ decoder: ChunkDecoder, _ samples: SampleColumns) -> Bool {
    decoder.count == samples.count && decoder.starts == samples.starts
      && (0..<samples.count).allSatisfy {
        decoder.timestamps[$0] == samples.timestamps[$0]
          && decoder.values[$0].bitPattern == samples.values[$0].bitPattern
      }
  }
}
