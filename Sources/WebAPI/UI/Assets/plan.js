// What each part of a query did: a tree, with a bar for its share of the time.
import { h } from "./dom.js";
import * as format from "./format.js";

const NAMES = { selector: "select", range: "samples of", subquery: "subquery", aggregation: "", call: "", negation: "negate", binary: "" };

export function plan({ root, leftOut = 0 }) {
  if (!root) return h("p", { class: "card empty quiet" }, "Nothing of this query takes work.");
  const total = Math.max(root.milliseconds, sum(root), 1e-3);
  return h("div", { class: "card plan scroll", role: "tree", "aria-label": "What each part of the query did" },
    lines(root, 0, total),
    leftOut ? h("p", { class: "quiet empty" }, `${format.count(leftOut)} more parts are left out.`) : "");
}

const sum = (node) => node.selfMilliseconds + node.children.reduce((all, child) => all + sum(child), 0);

const lines = (node, depth, total) => [line(node, depth, total), ...node.children.flatMap((child) => lines(child, depth + 1, total))];

function line(node, depth, total) {
  const share = Math.min(1, node.selfMilliseconds / total);
  const what = h("span", { class: "what" },
    h("b", {}, [NAMES[node.operation], node.name].filter(Boolean).join(" ") || node.operation), " ", h("code", { class: "quiet" }, node.text));
  const bar = h("i", { class: share > .5 ? "warn" : "" });
  // Set here, since the page allows no style in markup.
  what.style.paddingLeft = depth * 1.1 + "rem";
  bar.style.width = share * 100 + "%";
  return h("div", { class: "part", role: "treeitem", "aria-level": depth + 1, title: node.text }, what,
    h("span", { class: "number" }, gave(node)),
    h("span", { class: "number" }, time(node.selfMilliseconds)),
    h("span", { class: "bar" }, bar));
}

function gave(node) {
  if (node.shared) return "as above";
  const points = node.operation === "range" ? "samples" : "points";
  return `${format.count(node.series)} series · ${format.short(node.points)} ${points}`
    + (node.samplesRead ? ` of ${format.short(node.samplesRead)} samples` : "") + (node.once ? " · once" : "");
}

const time = (milliseconds) => (milliseconds < 0.1 ? "< 0.1 ms" : milliseconds < 10 ? milliseconds.toFixed(1) + " ms" : format.seconds(milliseconds / 1000));
