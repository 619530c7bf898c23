import Testing

/// Cases in the notation of scripts, by what they are about.
struct QueryScriptTests {
  private func run(_ text: String) async {
    let (passedCount, failures) = await QueryScript(text).run()
    #expect(failures.isEmpty, "\(failures.map(\.description).joined(separator: "\n"))")
    #expect(passedCount > 0)
  }

  @Test func `windows and lookback are open to the left`() async {
    await run(
      """
      load 1m
        x 1 2 3 4 5 6 7 8

      eval instant at 7m count_over_time(x[3m])
        {} 3

      eval instant at 7m count_over_time(x[180001ms])
        {} 4

      eval instant at 11m59s x
        x 8

      eval instant at 12m x
      """)
  }

  @Test func `offset and at move the view, not the clock`() async {
    await run(
      """
      load 1m
        x 0+1x20

      eval range from 10m to 12m step 1m x offset 5m
        x 5 6 7

      eval range from 10m to 12m step 1m x offset -5m
        x 15 16 17

      eval range from 10m to 12m step 1m x @ end() - x @ start()
        {} 2 2 2

      eval range from 10m to 12m step 1m sum_over_time(x[2m] @ 300 offset 1m)
        {} 7 7 7

      eval range from 10m to 12m step 1m time() - timestamp(x @ 300)
        {} 300 360 420
      """)
  }

  @Test func `the end of a query is where it was asked to end, though no step falls on it`() async {
    await run(
      """
      load 10s
        x 0+1x20

      eval range from 0 to 55s step 20s x @ end()
        x 5 5 5

      eval range from 5s to 60s step 20s end() - start() - range()
        {} 0 0 0

      eval range from 0 to 55s step 20s count_over_time(x[range()] @ end())
        {} 5 5 5
      """)
  }

  @Test func `an extended range by itself has samples at its edges`() async {
    await run(
      """
      load 10s
        x 0 10 20 30 40

      eval instant at 25s x[10s] anchored
        x 10 20 20

      eval instant at 25s x[10s] smoothed
        x 15 20 25

      eval instant at 25s x[10s]
        x 20
      """)
  }

  @Test func `only what is written as a selector has times of its own`() async {
    await run(
      """
      load 30s
        x 1 2 3

      eval instant at 45s timestamp(x)
        {} 30

      eval instant at 45s timestamp((x))
        {} 30

      eval instant at 45s timestamp(+x)
        {} 45
      """)
  }

  @Test func `infinite bounds win over NaN`() async {
    await run(
      """
      load 1m
        x NaN

      eval instant at 0 clamp_min(x, Inf)
        {} Inf

      eval instant at 0 clamp_max(x, -Inf)
        {} -Inf

      eval instant at 0 clamp(x, -Inf, Inf)
        {} NaN

      eval instant at 0 max_of(NaN, Inf)
        Inf

      eval instant at 0 min_of(NaN, -Inf)
        -Inf

      eval instant at 0 max_of(NaN, 1)
        NaN
      """)
  }

  @Test func `info series without identifying labels are nobody's`() async {
    await run(
      """
      load 1m
        a{x="1"} 1
        b{job="j"} 2
        target_info{data="none"} 1
        target_info{job="j", data="of the job"} 1

      eval instant at 0 info(a)
        a{x="1"} 1

      eval instant at 0 info({__name__=~"a|b"})
        a{x="1"} 1
        b{job="j", data="of the job"} 2
      """)
  }

  @Test func `factors of smoothing are checked where there is one sample, but not where there is none`() async {
    await run(
      """
      load 1m
        x 1

      eval instant at 0 double_exponential_smoothing(x[1m], 1, 0.5)
        expect fail

      eval instant at 10m double_exponential_smoothing(x[1m], 1, 0.5)
      """)
  }

  @Test func `subqueries run on multiples of their step`() async {
    await run(
      """
      load 30s
        x 0+1x60

      eval instant at 10m10s count_over_time(x[1m:25s])
        {} 2

      eval instant at 10m10s max_over_time(x[1m:20s] offset 5m)
        {} 10

      eval range from 10m to 11m step 30s max_over_time(rate(x[1m])[5m:1m]) * 30
        {} 1 1 1
      """)
  }

  @Test func `a name is dropped at the end, so that by and label matching still see it`() async {
    await run(
      """
      load 1m
        a_total{job="x"} 0+60x10
        b_total{job="y"} 0+120x10

      eval instant at 10m sum by (__name__) (rate(a_total[5m]))
        {} 1

      eval instant at 10m rate({__name__=~"._total"}[5m])
        {job="x"} 1
        {job="y"} 2

      eval instant at 10m -{__name__=~"._total", job=~"x|y"} < 0
        {job="x"} -600
        {job="y"} -1200
      """)
  }

  @Test func `series that are the same at the end must not meet`() async {
    await run(
      """
      load 1m
        a 1 _ 3
        b _ 2 _
        c 1 1 1

      eval range from 0 to 2m step 1m last_over_time({__name__=~"a|b"}[30s]) + 0
        {} 1 2 3

      eval range from 0 to 2m step 1m last_over_time({__name__=~"a|c"}[30s]) + 0
        expect fail
      """)
  }

  @Test func `partners may change from step to step`() async {
    await run(
      """
      load 1m
        left{job="x"} 10 20 30
        right{job="x", version="1"} 1 stale _
        right{job="x", version="2"} _ 2 3

      eval range from 0 to 2m step 1m left / on (job) right
        {job="x"} 10 10 10

      eval range from 0 to 2m step 1m left * on (job) group_left (version) right
        {job="x", version="1"} 10 _ _
        {job="x", version="2"} _ 40 90

      eval range from 0 to 2m step 1m left unless on (job) right{version="1"}
        left{job="x"} _ 20 30

      eval range from 0 to 2m step 1m right{version="1"} or on (job) left
        right{job="x", version="1"} 1 _ _
        left{job="x"} _ 20 30
      """)
  }

  @Test func `a part of the series is the part that Prometheus takes`() async {
    await run(
      """
      load 1m
        x{i="0"} 1
        x{i="3"} 1
        x{i="5"} 1
        x{i="7"} 1
        x{i="8"} 1

      eval instant at 0 limit_ratio(0.45, x)
        x{i="3"} 1
        x{i="7"} 1

      eval instant at 0 limit_ratio(-0.55, x)
        x{i="0"} 1
        x{i="5"} 1
        x{i="8"} 1
      """)
  }

  @Test func `how many are wanted must be a number, within bounds if any are`() async {
    await run(
      """
      load 1m
        x 1 1
        many 1e30 2
        few -1e30 -1
        some -1e30 2

      eval instant at 0 topk(-1e30, x)

      eval range from 0 to 1m step 1m limitk(scalar(few), x)

      eval instant at 0 topk(NaN, x)
        expect fail msg: Parameter value is NaN

      eval range from 0 to 1m step 1m bottomk(scalar(many), x)
        expect fail msg: Scalar value 1e+30 overflows int64

      eval range from 0 to 1m step 1m topk(scalar(some), x)
        expect fail msg: Scalar value -1e+30 underflows int64
      """)
  }

  @Test func `the best of a group, by step`() async {
    await run(
      """
      load 1m
        x{g="1", i="a"} 1 5 NaN
        x{g="1", i="b"} 2 4 _
        x{g="2", i="c"} 3 3 3

      eval range from 0 to 2m step 1m topk by (g) (1, x)
        x{g="1", i="a"} _ 5 _
        x{g="1", i="b"} 2 _ 4
        x{g="2", i="c"} 3 3 3

      eval instant at 1m topk(2, x)
        expect ordered
        x{g="1", i="a"} 5
        x{g="1", i="b"} 4

      eval instant at 0 bottomk(2, x)
        expect ordered
        x{g="1", i="a"} 1
        x{g="1", i="b"} 2

      eval instant at 0 quantile(0.5, x)
        {} 2

      eval instant at 1m count_values("value", x > 3)
        {value="4"} 1
        {value="5"} 1
      """)
  }

  @Test func `means survive sums that overflow`() async {
    await run(
      """
      load 1m
        big{i="a"} 1e308 1e308
        big{i="b"} 1.2e308 1.2e308
        big{i="c"} 1.4e308 1.4e308

      eval instant at 1m avg(big)
        {} 1.2e308

      eval instant at 1m sum(big)
        {} +Inf

      eval instant at 1m avg_over_time(big{i="c"}[5m])
        {i="c"} 1.4e308
      """)
  }

  @Test func `a counter is stretched to its window and not below zero`() async {
    await run(
      """
      load 1m
        c_total{i="steady"} 0+60x10
        c_total{i="reset"} 0 60 120 0 60 120
        c_total{i="young"} _ _ _ _ _ _ _ _ 10 70 130

      eval instant at 10m increase(c_total{i="steady"}[5m])
        {i="steady"} 300

      eval instant at 5m increase(c_total{i="reset"}[6m])
        {i="reset"} 240

      eval instant at 10m increase(c_total{i="young"}[10m])
        {i="young"} 130
      """)
  }

  @Test func `extended windows take their edges from the samples around them`() async {
    await run(
      """
      load 1m
        c_total 0 10 20 5 15 25
        g 0 10 _ 30

      eval instant at 2m30s increase(c_total[1m] anchored)
        {} 10

      eval instant at 3m30s increase(c_total[2m] anchored)
        {} 15

      eval instant at 1m30s increase(c_total[1m] smoothed)
        {} 10

      eval instant at 3m30s increase(c_total[1m] smoothed)
        {} 7.5

      eval range from 0 to 3m step 30s g smoothed
        g 0 5 10 15 20 25 30

      eval instant at 4m30s resets(c_total[2m] anchored)
        {} 1

      eval instant at 3m deriv(c_total[2m] smoothed)
        expect fail
      """)
  }
}
