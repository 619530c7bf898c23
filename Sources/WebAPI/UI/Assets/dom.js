// Builds elements. Text goes in as text, never as markup: what children deliver is not to be trusted.
const SVG = "http://www.w3.org/2000/svg";

export const $ = (id) => document.getElementById(id);

function fill(element, properties, children) {
  for (const [name, value] of Object.entries(properties)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value != null) element.setAttribute(name, value);
  }
  element.append(...children.flat().filter((child) => child != null && child !== false));
  return element;
}

export const h = (tag, properties = {}, ...children) => fill(document.createElement(tag), properties, children);
export const s = (tag, properties = {}, ...children) => fill(document.createElementNS(SVG, tag), properties, children);

// Puts new content in place of the old; whoever was on the third link with the keyboard is on the third link again.
export function replace(container, ...children) {
  const stops = () => [...container.querySelectorAll("a, button, summary")];
  const index = stops().indexOf(document.activeElement);
  container.replaceChildren(...children);
  if (index >= 0) stops()[index]?.focus({ preventScroll: true });
}

// A row of buttons of which one is chosen; the arrow keys walk along it.
export function choice(container, options, chosen, onChange) {
  const buttons = options.map(([value, label]) =>
    h("button", { type: "button", role: "radio", onclick: () => choose(value) }, label));
  const show = (value) => options.forEach(([own], index) => {
    buttons[index].setAttribute("aria-checked", own === value);
    buttons[index].tabIndex = own === value ? 0 : -1;
  });
  const choose = (value) => { show(value); onChange(value); };
  container.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    const next = buttons[buttons.indexOf(document.activeElement) + step];
    if (next) { next.focus(); next.click(); }
  });
  container.replaceChildren(...buttons);
  show(chosen);
}
