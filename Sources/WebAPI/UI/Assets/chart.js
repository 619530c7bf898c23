// A line chart of series over time: axes, cursor with values, legend that switches lines.
import { h, s } from "./dom.js";
import * as format from "./format.js";

const HEIGHT = 320, LEFT = 62, RIGHT = 10, TOP = 8, BOTTOM = 24;
const COLOURS = ["#4f7cff", "#f2803a", "#21a67a", "#c64ddb", "#d9a514", "#e5484d", "#12a5c4", "#8a63d2", "#7c9a2e", "#d6609a"];
const LINES_MAX = 100, TIP_LINES_MAX = 12;

export const colour = (index) => COLOURS[index % COLOURS.length];

// Round numbers between low and high.
function ticks(low, high, wanted) {
  const rough = (high - low) / wanted, power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 2.5, 5, 10].map((factor) => factor * power).find((size) => size >= rough) || rough;
  const result = [];
  for (let tick = Math.ceil(low / step) * step; tick <= high + step * 1e-9; tick += step) result.push(Math.abs(tick) < step * 1e-9 ? 0 : tick);
  return result;
}

function timeTicks(start, end, wanted) {
  const steps = [1, 5, 15, 30, 60, 300, 900, 1800, 3600, 7200, 14400, 21600, 43200, 86400, 172800, 604800];
  const step = steps.find((size) => size >= (end - start) / wanted) || 604800;
  const zone = new Date(start * 1000).getTimezoneOffset() * 60, result = [];
  for (let tick = Math.ceil((start - zone) / step) * step + zone; tick <= end; tick += step) result.push(tick);
  return result;
}

// The chart of `result` (a matrix of the API). `hidden` holds the names of lines switched off, and is kept by the caller.
export function chart(result, { start, end, step, width, hidden }) {
  const lines = result.slice(0, LINES_MAX).map((one, index) => ({
    name: format.series(one.metric), colour: colour(index), points: (one.values || []).map(([time, text]) => [time, Number(text)]),
  }));
  const card = h("div", { class: "card chart" });
  const draw = () => {
    const shown = lines.filter((line) => !hidden.has(line.name));
    card.replaceChildren(plot(shown, { start, end, step, width }, card), legend(lines, hidden, draw, card));
    if (result.length > LINES_MAX) card.append(h("p", { class: "quiet" }, `The first ${LINES_MAX} of ${format.count(result.length)} series are drawn.`));
  };
  draw();
  return card;
}

function plot(lines, { start, end, step, width }, card) {
  const values = lines.flatMap((line) => line.points.map((point) => point[1])).filter(isFinite);
  let low = values.reduce((a, b) => Math.min(a, b), Infinity), high = values.reduce((a, b) => Math.max(a, b), -Infinity);
  if (!values.length) [low, high] = [0, 1];
  // Zero belongs into the picture unless it would flatten the lines.
  if (low > 0 && low < high * 0.6) low = 0;
  if (low === high) [low, high] = low === 0 ? [-1, 1] : [low - Math.abs(low) * 0.1, high + Math.abs(high) * 0.1];
  const pad = (high - low) * 0.04;
  if (low !== 0) low -= pad;
  high += pad;
  const right = width - RIGHT, bottom = HEIGHT - BOTTOM;
  const x = (time) => LEFT + ((time - start) / (end - start)) * (right - LEFT);
  const y = (value) => bottom - ((value - low) / (high - low)) * (bottom - TOP);
  const svg = s("svg", { viewBox: `0 0 ${width} ${HEIGHT}`, role: "img", "aria-label": `${lines.length} series over time` });
  for (const tick of ticks(low, high, 6)) {
    svg.append(s("line", { class: "grid", x1: LEFT, x2: right, y1: y(tick), y2: y(tick) }),
      s("text", { x: LEFT - 8, y: y(tick) + 4, "text-anchor": "end" }, format.short(tick)));
  }
  for (const tick of timeTicks(start, end, width / 110)) {
    svg.append(s("line", { class: "grid", x1: x(tick), x2: x(tick), y1: bottom, y2: bottom + 4 }),
      s("text", { x: x(tick), y: HEIGHT - 6, "text-anchor": "middle" }, format.clock(tick, end - start)));
  }
  for (const line of lines) svg.append(s("path", { d: path(line.points, x, y, step), stroke: line.colour, "data-name": line.name }));
  svg.append(cursor(svg, lines, { x, start, end, step, width, bottom, right }, card));
  return svg;
}

// Neighbours are joined; where a step is missing the line ends. A lone point is a short dash.
function path(points, x, y, step) {
  let d = "", last = -Infinity;
  points.forEach(([time, value], index) => {
    if (!isFinite(value)) return;
    const joined = time - last <= step * 1.5, next = points[index + 1];
    d += (joined ? "L" : "M") + x(time).toFixed(1) + " " + y(value).toFixed(1);
    if (!joined && !(next && next[0] - time <= step * 1.5)) d += "h2";
    last = time;
  });
  return d;
}

function cursor(svg, lines, { x, start, end, step, width, bottom, right }, card) {
  const mark = s("line", { class: "cursor", y1: TOP, y2: bottom, visibility: "hidden" });
  const tip = h("div", { class: "tip", hidden: true });
  const leave = () => { mark.setAttribute("visibility", "hidden"); tip.hidden = true; };
  svg.addEventListener("pointerleave", leave);
  svg.addEventListener("pointermove", (event) => {
    const box = svg.getBoundingClientRect(), at = ((event.clientX - box.left) / box.width) * width;
    const time = start + Math.round((((at - LEFT) / (right - LEFT)) * (end - start)) / step) * step;
    const found = lines.map((line) => [line, line.points.find((point) => Math.abs(point[0] - time) < step / 2)])
      .filter(([, point]) => point).sort((a, b) => b[1][1] - a[1][1]);
    if (time < start || time > end || !found.length) return leave();
    mark.setAttribute("x1", x(time));
    mark.setAttribute("x2", x(time));
    mark.setAttribute("visibility", "visible");
    tip.replaceChildren(h("div", { class: "quiet" }, format.moment(time)),
      ...found.slice(0, TIP_LINES_MAX).map(([line, point]) =>
        h("div", {}, swatch(line.colour), h("span", { class: "mono" }, line.name), h("b", {}, format.short(point[1])))),
      found.length > TIP_LINES_MAX ? h("div", { class: "quiet" }, `and ${found.length - TIP_LINES_MAX} more`) : "");
    if (!tip.isConnected) card.append(tip);
    tip.hidden = false;
    const left = (x(time) / width) * box.width + 12;
    tip.style.top = "2rem";
    tip.style.left = left > box.width * 0.6 ? "auto" : left + 24 + "px";
    tip.style.right = left > box.width * 0.6 ? box.width - left + 48 + "px" : "auto";
  });
  return mark;
}

export function swatch(colour) {
  const box = h("span", { class: "swatch" });
  box.style.background = colour;
  return box;
}

// A click switches a line; with Shift it shows that line alone, or all again.
function legend(lines, hidden, redraw, card) {
  const toggle = (name, alone) => {
    if (alone) {
      const wasAlone = lines.every((line) => hidden.has(line.name) === (line.name !== name));
      lines.forEach((line) => (wasAlone || line.name === name ? hidden.delete(line.name) : hidden.add(line.name)));
    } else if (!hidden.delete(name)) hidden.add(name);
    redraw();
  };
  const point = (name, on) => card.querySelectorAll("path").forEach((path) => {
    path.classList.toggle("faint", on && path.dataset.name !== name);
    path.classList.toggle("strong", on && path.dataset.name === name);
  });
  return h("div", { class: "legend", role: "group", "aria-label": "Series" }, lines.map((line) =>
    h("button", {
      type: "button", "aria-pressed": String(!hidden.has(line.name)), title: "Click to switch, Shift-click to see it alone",
      onclick: (event) => toggle(line.name, event.shiftKey),
      onpointerenter: () => point(line.name, true), onpointerleave: () => point(line.name, false),
    }, swatch(line.colour), line.name)));
}
