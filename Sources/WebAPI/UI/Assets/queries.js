// Queries that wait or run, each with a button that ends it, and the last slow ones.
import { $, h, replace } from "./dom.js";
import { remove } from "./api.js";
import { badge, empty, link } from "./parts.js";
import * as format from "./format.js";

const TEXT_MAX = 240;
let isOpen = false;

const asker = ({ httpRequest, ruleGroup }) => (httpRequest ? httpRequest.clientIP : ruleGroup ? "rules of " + ruleGroup.name : "iapetus");
const times = (own) => (own.type === "range" ? `${own.start} … ${own.end}, every ${own.step} s` : "at " + own.start);

// Long ones are shown in part; those of which the server itself gives a part cannot be asked again.
function text({ query }) {
  const shown = query.length > TEXT_MAX ? query.slice(0, TEXT_MAX) + "…" : query;
  return query.endsWith("…") ? h("span", { class: "mono" }, shown) : link(query, shown);
}

const head = (...names) => h("thead", {}, h("tr", {}, names.map((name) => h("th", {}, name))));

export function show({ active, slow, limits }, refresh) {
  const waiting = active.filter((one) => one.state === "queued").length;
  const state = `${active.length - waiting} of at most ${limits.maxConcurrency} running, ${waiting} of at most ${limits.maxQueued} waiting`;
  replace($("queries"), active.length ? running(active, refresh) : empty("No query waits or runs."),
    h("p", { class: "quiet" }, state + " · ", h("button", { type: "button", onclick: refresh }, "Refresh")), slow.length ? past(slow, limits) : "");
}

function running(active, refresh) {
  const rows = active.map((own) => h("tr", {},
    h("td", { class: "tight" }, badge(own.state)),
    h("td", { title: times(own) }, text(own)),
    h("td", { class: "quiet tight" }, asker(own)),
    h("td", { class: "number", title: "ends by itself at " + own.deadline }, format.seconds(own.seconds)),
    h("td", { class: "number", title: `${format.count(own.peakSamples)} at most` }, format.short(own.samples)),
    h("td", { class: "number", title: `${format.bytes(own.peakMemoryBytes)} at most` }, format.bytes(own.memoryBytes)),
    h("td", { class: "tight" }, own.ruleGroup ? "" : button(own, refresh))));
  return h("div", { class: "card scroll" }, h("table", {}, head("", "query", "asked by", "for", "samples", "memory", ""), h("tbody", {}, rows)));
}

function button(own, refresh) {
  const cancel = async (event) => {
    event.target.disabled = true;
    // It may have ended a moment ago; the list shows what is.
    await remove("api/v1/status/queries/" + own.id).catch(() => {});
    refresh();
  };
  return h("button", { type: "button", "aria-label": "Cancel " + own.query, onclick: cancel }, "Cancel");
}

function past(slow, limits) {
  const rows = slow.map((own) => h("tr", {},
    h("td", { class: "quiet tight" }, format.moment(format.unix(own.startedAt))),
    h("td", { title: times(own) }, text(own), own.error && h("div", { class: "bad" }, own.error)),
    h("td", { class: "quiet tight" }, asker(own)),
    h("td", { class: "number" }, format.seconds(own.seconds)),
    h("td", { class: "number" }, format.short(own.stats.samples.peakSamples)),
    h("td", { class: "number" }, format.bytes(own.stats.samples.peakMemoryBytes))));
  return h("details", { class: "card empty", open: isOpen, ontoggle: (event) => (isOpen = event.target.open) },
    h("summary", {}, `The last ${slow.length === 1 ? "query" : slow.length + " queries"} that took longer than ${format.seconds(limits.slowerThanSeconds)}`),
    h("div", { class: "scroll" }, h("table", {}, head("asked", "query", "by", "took", "samples", "memory"), h("tbody", {}, rows))));
}
