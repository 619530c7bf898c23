// Keeps the page up to date: asks everything every five seconds while somebody looks.
import { $, h } from "./dom.js";
import { ask, metrics } from "./api.js";
import * as fleet from "./fleet.js";
import * as rules from "./rules.js";
import * as queries from "./queries.js";
import * as query from "./query.js";
import * as format from "./format.js";

const REFRESH_MILLISECONDS = 5000;
const SERIES = "prometheus_tsdb_head_series", SAMPLES = "prometheus_tsdb_head_samples_appended_total";
let before = null;

const tile = (name, value, small, kind = "", smallKind = "") =>
  h("div", {}, h("dt", {}, name), h("dd", { class: kind }, value, " ", h("small", { class: smallKind }, small)));

// Samples per second since the last look.
function rate(own) {
  const now = { time: performance.now() / 1000, samples: own[SAMPLES] };
  const result = before && now.samples >= before.samples ? (now.samples - before.samples) / (now.time - before.time) : null;
  if (now.samples != null) before = now;
  return result;
}

function totals(all, groups, own) {
  const scraped = all.filter((one) => one.replicas.length || one.status?.expected), up = scraped.filter((one) => one.state === "up" || one.state === "degraded").length;
  const replicas = all.flatMap((one) => one.replicas), replicasUp = replicas.filter((one) => one.health === "up").length;
  const every = groups.flatMap((group) => group.rules), failing = every.filter((rule) => rule.health === "err").length;
  const alerts = every.flatMap((rule) => rule.alerts || []), firing = alerts.filter((alert) => alert.state === "firing").length;
  const refused = all.reduce((sum, one) => sum + one.refused, 0), perSecond = rate(own);
  $("totals").replaceChildren(
    tile("clusters up", up, `of ${scraped.length}`, up < scraped.length ? "bad" : ""),
    tile("replicas up", replicasUp, `of ${replicas.length}`, replicasUp < replicas.length ? "warn" : ""),
    tile("series", own[SERIES] == null ? "–" : format.count(own[SERIES]), refused ? format.count(refused) + " refused" : "", "", "bad"),
    tile("samples per second", perSecond == null ? "…" : format.short(Math.round(perSecond)), ""),
    tile("rules", every.length, failing ? failing + " failing" : "", "", "bad"),
    tile("alerts firing", firing, alerts.length - firing ? `${alerts.length - firing} pending` : "", firing ? "bad" : ""));
}

async function refresh() {
  try {
    const [targets, budgets, statuses, groups, alertmanagers, healing, asked, own] = await Promise.all([
      ask("api/v1/targets", { state: "active" }), ask("api/v1/status/budgets"), ask("api/v1/status/clusters"), ask("api/v1/rules"),
      ask("api/v1/alertmanagers"), ask("api/v1/status/healing"), ask("api/v1/status/queries"), metrics([SERIES, SAMPLES]),
    ]);
    const all = fleet.clusters(targets.data.activeTargets, budgets.data.budgets, statuses.data.clusters, healing.data.open);
    fleet.show(all);
    totals(all, groups.data.groups, own);
    rules.alerts(groups.data.groups, alertmanagers.data);
    rules.rules(groups.data.groups);
    queries.show(asked.data, refresh);
    $("connection").textContent = "";
  } catch (error) {
    $("connection").textContent = "No answer from the server: " + error.message;
  }
}

async function loop() {
  // Neither for nobody, nor while somebody marks text to copy it.
  if (!document.hidden && getSelection().isCollapsed) await Promise.all([refresh(), query.run(true)]);
  setTimeout(loop, REFRESH_MILLISECONDS);
}

query.start();
loop();
document.addEventListener("visibilitychange", () => document.hidden || refresh());
ask("api/v1/status/buildinfo").then((answer) => ($("version").textContent = answer.data.iapetusVersion || answer.data.version), () => {});
