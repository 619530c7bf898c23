// The clusters, their replicas, their budgets and what of them is still to be healed; the worst first.
import { $, h, replace } from "./dom.js";
import * as format from "./format.js";

const LAG_MAX_INTERVALS = 3, OUTAGES_MAX = 10, SKEW_MAX_SECONDS = 2, LISTED_MAX = 5, FORECAST_SOON_SECONDS = 3 * 86400;
const opened = new Set();

// Children, budgets, what is remembered and what is being healed, by cluster. A child without a cluster stands for itself.
export function clusters(targets, budgets, statuses, gaps) {
  const byName = new Map();
  const cluster = (name) => byName.get(name) || byName.set(name, { name, replicas: [], budget: null, status: null }).get(name);
  for (const target of targets) cluster(target.iapetus?.cluster || target.labels.cluster || target.labels.instance || target.scrapeUrl).replicas.push(target);
  for (const budget of budgets) cluster(budget.cluster).budget = budget;
  for (const status of statuses) cluster(status.cluster).status = status;
  for (const gap of gaps) if (byName.has(gap.cluster)) (byName.get(gap.cluster).gaps ||= []).push(gap);
  const all = [...byName.values()];
  for (const one of all) {
    const up = one.replicas.filter((replica) => replica.health === "up").length;
    const waiting = one.replicas.some((replica) => replica.health === "unknown");
    one.refused = one.budget?.refused || 0;
    one.state = one.status?.state === "dark" ? "dark" : !one.replicas.length ? (one.status ? "gone" : "pushed") : up === 0 ? (waiting ? "waiting" : "dark") : up < one.replicas.length ? "degraded" : "up";
  }
  const order = { dark: 0, gone: 1, degraded: 2, waiting: 3, up: 4, pushed: 5 };
  const rank = (one) => order[one.state] - (one.refused ? 0.5 : 0);
  return all.sort((a, b) => rank(a) - rank(b) || a.name.localeCompare(b.name, "en", { numeric: true }));
}

const STATES = {
  up: ["good", "all replicas deliver"], degraded: ["warn", "a replica is missing"], dark: ["bad", "no replica delivers"],
  waiting: ["quiet", "not scraped yet"], gone: ["warn", "scraped no longer"], pushed: ["good", "pushes"],
};

// A time of day, with its date where that is not today's.
const when = (text) => {
  const moment = format.moment(format.unix(text)), today = format.moment(Date.now() / 1000).slice(0, 10);
  return moment.startsWith(today) ? moment.slice(11) : moment;
};

// Since when a dark cluster has been missing, and from whose answers.
function missing(status) {
  const span = format.seconds(Math.max(0, Date.now() / 1000 - format.unix(status.darkSince)));
  const last = status.newestSample ? "No sample since " : "Never seen; expected since ";
  return h("p", { class: "bad missing" }, last, h("b", {}, when(status.darkSince)), `, ${span} ago. `,
    status.expected ? "Answers it would have fed are partial and say so." : "Nobody expects it, so no answer mentions it.");
}

// The outages that are over, the newest first.
function outages(status) {
  const past = status.darkIntervals.filter((one) => one.until).reverse();
  if (!past.length) return "";
  const key = "outages of " + status.cluster;
  return h("details", { open: opened.has(key), ontoggle: (event) => (event.target.open ? opened.add(key) : opened.delete(key)) },
    h("summary", { class: "quiet" }, past.length === 1 ? "1 outage" : past.length + " outages", " on record"),
    h("ul", {}, past.slice(0, OUTAGES_MAX).map((one) =>
      h("li", {}, `${when(one.from)} – ${when(one.until)}, ${format.seconds(format.unix(one.until) - format.unix(one.from))}`,
        h("span", { class: "quiet" }, one.cause === "dark" ? "" : " · " + one.cause)))));
}

export function show(all) {
  if (!all.length) {
    return replace($("fleet"), h("p", { class: "card empty quiet" },
      "No children yet. Name them under scrape_configs in the configuration, then reload."));
  }
  replace($("fleet"), h("div", { class: "card" }, all.map(row)));
}

function row(cluster) {
  const [kind, words] = STATES[cluster.state];
  return h("div", { class: cluster.state === "dark" ? "cluster dark" : "cluster" },
    h("div", {}, h("h3", {}, h("span", { class: "dot " + kind }), cluster.name), h("p", { class: kind === "good" ? "quiet" : kind }, words),
      cluster.gaps && healing(cluster.gaps), cluster.status && outages(cluster.status)),
    h("div", { class: "replicas" }, cluster.status?.state === "dark" && missing(cluster.status), cluster.replicas.map(replica)),
    h("div", { class: "budget" }, cluster.budget && budget(cluster.budget)));
}

function healing(gaps) {
  const span = (gap) => format.seconds(format.unix(gap.until) - format.unix(gap.from));
  const words = gaps.length === 1 ? `${span(gaps[0])} to be healed` : `${gaps.length} gaps to be healed`;
  return h("p", { class: gaps.some((gap) => gap.lastError) ? "warn" : "quiet", title: gaps.map((gap) => gap.lastError).filter(Boolean).join("\n") }, words);
}

function replica(target) {
  const own = target.iapetus || {}, interval = parseFloat(target.scrapeInterval) * (target.scrapeInterval.endsWith("ms") ? 0.001 : target.scrapeInterval.endsWith("m") ? 60 : 1);
  const kind = { up: "good", down: "bad" }[target.health] || "quiet";
  const address = target.scrapeUrl.replace(/^https?:\/\//, "").split("/")[0];
  const lag = own.lagSeconds;
  return h("div", { class: "replica" },
    h("span", {}, h("span", { class: "dot " + kind }), own.replica || target.labels.replica || target.health),
    h("a", { href: target.globalUrl || target.scrapeUrl, class: "mono", title: target.scrapePool, rel: "noreferrer" }, address),
    h("span", { class: lag > LAG_MAX_INTERVALS * interval + 60 ? "warn" : "quiet", title: "How far the newest sample was behind" }, lag == null ? "" : format.seconds(lag) + " behind"),
    h("span", { class: "quiet", title: "The last scrape, and how long it took" }, format.ago(format.unix(target.lastScrape)) + ", " + format.seconds(target.lastScrapeDuration)),
    h("span", { class: "quiet" }, own.samples ? format.count(own.samples) + " samples" : ""),
    h("span", { class: "notes quiet" }, notes(own)),
    target.lastError && h("span", { class: "reason" }, target.lastError));
}

// What else is known of a child: what is out of order first.
function notes(own) {
  const skew = own.clockSkewSeconds, phase = own.phase;
  const body = own.bodyBytes ? format.bytes(own.bodyBytes) + (own.bodyWireBytes < own.bodyBytes ? ` (${format.bytes(own.bodyWireBytes)} sent)` : "") : "";
  const all = [
    own.heldBackUntil && h("span", { class: "warn", title: "It suffers, so it is asked less often" }, "spared until " + when(own.heldBackUntil)),
    Math.abs(skew) >= SKEW_MAX_SECONDS && h("span", { class: "warn", title: "Its clock against ours" }, `clock ${format.seconds(Math.abs(skew))} ${skew > 0 ? "ahead" : "behind"}`),
    own.skippedSlots > 0 && h("span", { class: "warn", title: "Evaluations of its rules that never came, though it was asked" }, format.count(own.skippedSlots) + " slots skipped"),
    own.badLine && h("span", {}, `line ${own.badLine.line}: `, h("code", {}, own.badLine.text)),
    phase && h("span", { title: `When within its interval it is scraped (${phase.state})` }, (phase.state === "following" ? "follows its rules at " : "at ") + phase.offsetSeconds.toFixed(1) + " s"),
    body && h("span", { title: "Its last good body" }, body),
    own.requests > 1 && h("span", { title: "Its selectors are asked for in turn" }, own.requests + " requests"),
  ].filter(Boolean);
  return all.flatMap((one, index) => (index ? [" · ", one] : [one]));
}

function budget(own) {
  const limited = own.limit != null, full = limited && (own.full || own.free === 0);
  return [
    h("div", {}, h("b", {}, format.count(own.active)), limited ? ` of ${format.count(own.limit)} series` : " series, no limit",
      own.mode !== "enforce" && limited ? h("span", { class: "quiet" }, " · " + own.mode) : ""),
    limited && bar(own, full),
    forecast(own, limited, full),
    own.evictionAt && h("p", { class: "warn" }, `${format.count(own.active - own.limit)} too many since the limit was lowered: they lose their place at ${when(own.evictionAt)}`),
    own.rejected && h("p", { class: "bad" }, `${format.count(own.rejected.bodies)} bodies rejected, the last at ${when(own.rejected.last)} with ${format.count(own.rejected.series)} series`),
    own.refused > 0 && unfolding(own.cluster + " refused", "bad", `${format.count(own.refused)} ${own.mode === "observe" ? "would be refused" : "refused"} since ${when(own.firstRefused)}`,
      own.refusedMetrics.map(refusedMetric), labels("values among the refused", own.refusedLabels)),
    own.active > 0 && unfolding(own.cluster + " used", "quiet", "What fills it",
      own.largestMetrics.slice(0, LISTED_MAX).map((one) => h("li", {}, h("code", {}, one.metric), " " + format.count(one.series))), labels("values", own.largestLabels)),
  ];
}

// What is used, what is refused, and where between them the limit lies.
function bar(own, full) {
  const total = Math.max(own.limit, own.active + own.refused, 1), share = own.active / Math.max(1, own.limit);
  const part = (kind, count) => {
    const element = h("i", { class: kind });
    element.style.width = (count / total) * 100 + "%";
    return element;
  };
  const mark = own.refused > 0 && h("b", { title: "The limit" });
  if (mark) mark.style.left = (own.limit / total) * 100 + "%";
  return h("div", { class: "bar", role: "meter", "aria-valuenow": own.active, "aria-valuemin": 0, "aria-valuemax": own.limit, "aria-label": "Budget of " + own.cluster },
    part(full || own.refused ? "bad" : share > 0.8 ? "warn" : "good", own.active), own.refused > 0 && part("refused", own.refused), mark);
}

// How fast it fills, and when it will be full if it goes on like that.
function forecast(own, limited, full) {
  const { seriesPerHour: growth, exhaustedAt } = own.forecast, { newInLastHour, limitPerHour } = own.churn;
  const rate = growth == null ? "" : Math.abs(growth) < 0.05 ? "steady" : (growth > 0 ? "+" : "−") + format.short(Math.abs(growth)) + " an hour";
  const left = exhaustedAt ? format.unix(exhaustedAt) - Date.now() / 1000 : Infinity;
  const words = !limited ? rate : full ? (own.reopensBelow ? `full; newcomers from below ${format.count(own.reopensBelow)}` : "full")
    : exhaustedAt ? `full in ${format.seconds(Math.max(0, left))} at ${rate}` : growth == null ? "too early for a forecast" : rate + ", not filling up";
  const fresh = limitPerHour != null ? `${format.count(newInLastHour)} of ${format.count(limitPerHour)} new this hour` : newInLastHour > 0 ? `${format.count(newInLastHour)} new this hour` : "";
  return h("p", { class: limited && (full || left < FORECAST_SOON_SECONDS) ? "warn" : "quiet", title: `Seen over ${format.seconds(own.forecast.observedSeconds)}` },
    [words, fresh].filter(Boolean).join(" · "));
}

const refusedMetric = (one) =>
  h("li", {}, h("code", {}, one.metric), ` ${format.count(one.series)} (${one.reason.replaceAll("_", " ")})`,
    one.examples.length > 0 && h("div", { class: "quiet mono" }, format.series(one.examples[0])));

const labels = (words, all) => all.length > 0 &&
  h("li", { class: "quiet" }, words + ": ", all.slice(0, LISTED_MAX).map((one) => one.label + " " + format.count(one.values)).join(", "));

const unfolding = (key, kind, summary, ...items) =>
  h("details", { open: opened.has(key), ontoggle: (event) => (event.target.open ? opened.add(key) : opened.delete(key)) },
    h("summary", { class: kind }, summary), h("ul", {}, ...items));
