// The query box: asks, draws, lists, and keeps its state in the page's address.
import { $, h, choice, replace } from "./dom.js";
import { ask } from "./api.js";
import { chart } from "./chart.js";
import { plan } from "./plan.js";
import * as format from "./format.js";

const RANGES = { "5m": 300, "15m": 900, "1h": 3600, "6h": 21600, "1d": 86400, "2d": 172800, "1w": 604800, "2w": 1209600 };
// Begins the warnings of missing clusters, of which the mark of a partial answer tells more.
const PARTIAL = "iapetus: partial result: ";
const ROWS_MAX = 500, SUGGESTIONS_MAX = 8;

const state = { expression: "", view: "graph", range: "1h" };
const hidden = new Set();
let running = null, drawn = "", names = null;

function readAddress() {
  const parameters = new URLSearchParams(location.search);
  // The names of Prometheus's own page, because links in alerts use them.
  state.expression = parameters.get("g0.expr") || parameters.get("expr") || "";
  if (parameters.has("g0.tab")) state.view = parameters.get("g0.tab") === "0" || parameters.get("g0.tab") === "graph" ? "graph" : "table";
  const range = parameters.get("g0.range_input");
  if (range in RANGES) state.range = range;
  $("explain").checked = parameters.get("g0.explain") === "1";
}

function writeAddress() {
  const parameters = new URLSearchParams({ "g0.expr": state.expression, "g0.tab": state.view, "g0.range_input": state.range });
  if ($("explain").checked) parameters.set("g0.explain", "1");
  history.replaceState(null, "", state.expression ? "?" + parameters : location.pathname);
}

// About two pixels a step, in whole seconds, and never more points than the API gives.
function grid(width) {
  const range = RANGES[state.range];
  const rough = Math.max(1, range / Math.min(1000, width / 2));
  const step = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600].find((size) => size >= rough) || 7200;
  const end = Math.floor(Date.now() / 1000 / step) * step;
  return { start: end - range, end, step };
}

export async function run(isRefresh = false) {
  if (!state.expression.trim()) return show([], []);
  // Not under somebody's pointer.
  if (isRefresh && (running || !$("live").checked || $("answer").matches(":hover"))) return;
  running?.abort();
  const own = (running = new AbortController());
  const width = Math.max(320, $("answer").clientWidth - 28), axis = grid(width);
  const parameters = { query: state.expression };
  if ($("replicas").checked) parameters.dedup = "false";
  if ($("explain").checked) parameters.explain = "true";
  const began = performance.now();
  try {
    const isGraph = state.view === "graph";
    const answer = isGraph ? await ask("api/v1/query_range", { ...parameters, ...axis }, own.signal) : await ask("api/v1/query", parameters, own.signal);
    if (own !== running) return;
    const result = answer.data.result;
    $("cost").textContent = `${Array.isArray(result) ? format.count(answer.data.resultType === "scalar" ? 1 : result.length) : 1} series in ${format.seconds((performance.now() - began) / 1000)}`
      + (isGraph ? `, a point every ${format.seconds(axis.step)}` : "");
    const missing = isPartial(answer.iapetus?.coverage) ? [["bad", partial(answer.iapetus.coverage)]] : [];
    const remarks = [...missing, ...(answer.warnings || []).filter((text) => !text.startsWith(PARTIAL)).map((text) => ["warn", text]), ...(answer.infos || []).map((text) => ["", text])];
    show(remarks, [
      ...(answer.iapetus?.plan ? [plan(answer.iapetus.plan)] : []),
      isGraph ? drawing(result, { ...axis, width, hidden }) : table(answer.data),
    ]);
  } catch (error) {
    if (own === running && error.name !== "AbortError") { $("cost").textContent = ""; show([["bad", error.message]], []); }
  } finally {
    if (own === running) running = null;
  }
}

function show(remarks, content) {
  replace($("remarks"), ...remarks.map(([kind, text]) => h("div", { class: "remark " + kind }, text)));
  replace($("answer"), ...content);
}

const isPartial = (coverage) => coverage && (coverage.missing.length > 0 || coverage.partialRules?.length > 0);

// What a partial answer lacks.
function partial({ expected, contributing, missing, partialRules = [] }) {
  const time = (text) => format.moment(format.unix(text));
  return h("div", { class: "partial" },
    h("b", {}, h("span", { class: "dot" }), "Partial"), expected ? ` ${contributing} of ${expected} clusters` : "",
    h("ul", {}, missing.map((one) => h("li", {}, h("b", {}, one.cluster),
      one.until ? ` was missing from ${time(one.since)} until ${time(one.until)}` : ` has been missing since ${time(one.since)}`,
      h("span", { class: "quiet" }, " · " + one.cause))),
      partialRules.map((one) => h("li", {}, h("code", {}, one.rule), ` was recorded from ${Math.floor(one.ratio * 100)} % of its clusters at ${time(one.since)}`))));
}

const nothing = () => h("p", { class: "card empty quiet" }, "No series has samples here.");

function drawing(result, options) {
  if (drawn !== state.expression) hidden.clear();
  drawn = state.expression;
  return result.length ? chart(result, options) : nothing();
}

function table({ resultType, result }) {
  if (resultType === "scalar" || resultType === "string") return rows([[resultType, result[1]]], 1);
  if (!result.length) return nothing();
  return rows(result.slice(0, ROWS_MAX).map((one) => [format.series(one.metric), text(one)]), result.length);
}

function text(one) {
  if (one.value) return one.value[1];
  if (one.histogram) return `count ${one.histogram[1].count}, sum ${one.histogram[1].sum}`;
  const samples = one.values || [];
  return samples.slice(-20).map(([time, value]) => `${value} @ ${time}`).join("\n");
}

function rows(list, total) {
  const body = list.map(([name, value]) => h("tr", {}, h("td", { class: "mono" }, name), h("td", { class: "number mono" }, value)));
  const rest = total > list.length ? h("p", { class: "empty quiet" }, `The first ${list.length} of ${format.count(total)} series.`) : "";
  return h("div", { class: "card scroll" }, h("table", {}, h("tbody", {}, body)), rest);
}

// Names of metrics that go on with the word before the caret.
const suggestions = {
  chosen: -1,
  async update() {
    const box = $("expression"), word = box.value.slice(0, box.selectionStart).match(/[a-zA-Z_:][\w:]*$/)?.[0] || "";
    if (word.length < 2) return this.hide();
    names ??= ask("api/v1/label/__name__/values").then((answer) => answer.data, () => []);
    const found = (await names).filter((name) => name !== word && name.includes(word))
      .sort((a, b) => b.startsWith(word) - a.startsWith(word)).slice(0, SUGGESTIONS_MAX);
    if (!found.length || document.activeElement !== box) return this.hide();
    this.chosen = -1;
    $("suggestions").replaceChildren(...found.map((name) =>
      h("li", { role: "option", onpointerdown: (event) => { event.preventDefault(); this.take(name); } }, name)));
    $("suggestions").hidden = false;
  },
  hide() { $("suggestions").hidden = true; this.chosen = -1; },
  move(step) {
    const items = [...$("suggestions").children];
    this.chosen = (this.chosen + step + items.length + (this.chosen < 0 && step < 0 ? 1 : 0)) % items.length;
    items.forEach((item, index) => item.setAttribute("aria-selected", index === this.chosen));
  },
  take(name) {
    const box = $("expression"), caret = box.selectionStart;
    const start = caret - (box.value.slice(0, caret).match(/[a-zA-Z_:][\w:]*$/)?.[0].length || 0);
    box.setRangeText(name, start, caret, "end");
    this.hide();
    fit();
  },
  key(event) {
    if ($("suggestions").hidden) return false;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") this.move(event.key === "ArrowDown" ? 1 : -1);
    else if ((event.key === "Enter" || event.key === "Tab") && this.chosen >= 0) this.take($("suggestions").children[this.chosen].textContent);
    else if (event.key === "Escape") this.hide();
    else return false;
    event.preventDefault();
    return true;
  },
};

// The box is as high as its text.
function fit() {
  const box = $("expression");
  box.style.height = "auto";
  box.style.height = box.scrollHeight + 2 + "px";
}

function submit() {
  suggestions.hide();
  state.expression = $("expression").value;
  writeAddress();
  run();
}

// Puts an expression into the box and asks it.
export function query(expression) {
  $("expression").value = expression;
  fit();
  submit();
  $("query").scrollIntoView({ behavior: "smooth", block: "start" });
}

export function start() {
  readAddress();
  const box = $("expression");
  box.value = state.expression;
  choice($("views"), [["graph", "Graph"], ["table", "Table"]], state.view, (view) => { state.view = view; submit(); });
  choice($("ranges"), Object.keys(RANGES).map((range) => [range, range]), state.range, (range) => { state.range = range; submit(); });
  $("query").addEventListener("submit", (event) => { event.preventDefault(); submit(); });
  for (const box of ["replicas", "explain"]) $(box).addEventListener("change", submit);
  box.addEventListener("input", () => { fit(); suggestions.update(); });
  box.addEventListener("blur", () => suggestions.hide());
  box.addEventListener("keydown", (event) => {
    if (suggestions.key(event)) return;
    if (event.key === "Enter" && !event.shiftKey) { event.preventDefault(); submit(); }
    if (event.key === "Escape") box.blur();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "/" && !/INPUT|TEXTAREA/.test(document.activeElement.tagName)) { event.preventDefault(); box.focus(); }
  });
  let resized;
  addEventListener("resize", () => { clearTimeout(resized); resized = setTimeout(run, 200); });
  fit();
  run();
}
