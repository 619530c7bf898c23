// What several sections show alike.
import { h } from "./dom.js";
import { query } from "./query.js";

export const badge = (state) => h("span", { class: "badge " + ({ firing: "bad", pending: "warn", err: "bad", queued: "warn" }[state] || "") }, state);
export const empty = (text) => h("p", { class: "card empty quiet" }, text);
export const link = (expression, text = expression) => h("a", { href: "#query", class: "mono", onclick: (event) => { event.preventDefault(); query(expression); } }, text);
