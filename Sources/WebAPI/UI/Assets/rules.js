// Alerts that are pending or firing, who is told of them, and all rules by group.
import { $, h, replace } from "./dom.js";
import { badge, empty, link } from "./parts.js";
import * as format from "./format.js";

const ALERTS_MAX = 200;
const opened = new Set();


export function alerts(groups, alertmanagers) {
  const rules = groups.flatMap((group) => group.rules).filter((rule) => rule.type === "alerting");
  const all = rules.flatMap((rule) => rule.alerts.map((alert) => ({ ...alert, rule }))).sort((a, b) => a.state.localeCompare(b.state));
  const text = rules.length ? `None of ${format.count(rules.length)} alerting rules is pending or firing.` : "No alerting rules.";
  const rows = all.slice(0, ALERTS_MAX).map((alert) => {
    const { alertname, ...labels } = alert.labels;
    return h("tr", {}, h("td", { class: "tight" }, badge(alert.state)),
      h("td", {}, h("b", {}, alertname), " ", h("span", { class: "quiet mono" }, format.series(labels)),
        Object.values(alert.annotations).map((note) => h("div", { class: "quiet" }, note))),
      h("td", { class: "number" }, format.short(Number(alert.value))),
      h("td", { class: "quiet tight", title: "since " + format.moment(format.unix(alert.activeAt)) }, "for " + format.ago(format.unix(alert.activeAt)).replace(" ago", "")));
  });
  const rest = all.length > rows.length ? h("p", { class: "quiet" }, `${format.count(all.length - rows.length)} more are not shown.`) : "";
  replace($("alerts"), all.length ? h("div", { class: "card scroll" }, h("table", {}, h("tbody", {}, rows)), rest) : empty(text),
    rules.length ? told(alertmanagers) : "");
}

// Who hears of alerts, and whether it works.
function told(alertmanagers) {
  const { activeAlertmanagers: active, droppedAlertmanagers: dropped } = alertmanagers;
  const also = dropped.length ? ` · ${dropped.length} dropped by relabelling` : "";
  if (!active.length) return h("p", { class: "quiet" }, h("span", { class: "warn" }, "No Alertmanager is told of alerts."), also);
  return h("p", { class: "quiet" }, `${active.length === 1 ? "One Alertmanager is" : active.length + " Alertmanagers are"} told of alerts: `,
    active.map((one, index) => [index ? ", " : "", h("a", { href: one.url.replace(/api\/v2\/alerts$/, "") }, new URL(one.url).host),
      one.iapetus.lastError ? h("span", { class: "bad" }, trouble(one)) : ""]).flat(), also);
}

function trouble({ url, iapetus: { queueLength, lastError } }) {
  return ` (failing${queueLength ? `, ${format.count(queueLength)} waiting` : ""}: ${lastError.replace(`POST ${url}: `, "")})`;
}

export function rules(groups) {
  replace($("rules"), groups.length ? h("div", { class: "card" }, groups.map(group)) : empty("No rules. Name files under rule_files in the configuration, then reload."));
}

function group(own) {
  const key = own.file + ";" + own.name, failed = own.rules.filter((rule) => rule.health === "err").length;
  const body = h("tbody", {}, own.rules.map((rule) => h("tr", {},
    h("td", {}, h("b", {}, rule.name), h("div", {}, link(rule.query)), rule.lastError && h("div", { class: "bad" }, rule.lastError)),
    h("td", { class: "tight" }, badge(rule.type === "alerting" && rule.health === "ok" ? rule.state : rule.health)),
    h("td", { class: "number quiet" }, format.unix(rule.lastEvaluation) ? format.seconds(rule.evaluationTime) : "–"))));
  return h("details", { class: "empty", open: opened.has(key) || failed > 0, ontoggle: (event) => (event.target.open ? opened.add(key) : opened.delete(key)) },
    h("summary", {}, h("b", {}, own.name), h("span", { class: "quiet" }, ` · ${own.rules.length} ${own.rules.length === 1 ? "rule" : "rules"} every ${format.seconds(own.interval)} · evaluated ${format.ago(format.unix(own.lastEvaluation))}`
      + (format.unix(own.lastEvaluation) ? ` in ${format.seconds(own.evaluationTime)}` : "")), failed ? h("span", { class: "bad" }, ` · ${failed} failing`) : ""),
    h("div", { class: "scroll" }, h("table", {}, body)));
}
