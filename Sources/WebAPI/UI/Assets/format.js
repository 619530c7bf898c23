// Numbers and times for people.
export const count = (number) => Math.round(number).toLocaleString("en");

export function short(number) {
  if (number === 0 || !isFinite(number)) return number === Infinity ? "+Inf" : number === -Infinity ? "-Inf" : String(number);
  const size = Math.abs(number);
  if (size < 1e-3 || size >= 1e15) return number.toExponential(2);
  for (const [unit, letter] of [[1e12, "T"], [1e9, "G"], [1e6, "M"], [1e4, "k"]]) {
    if (size >= unit) return trim(number / (letter === "k" ? 1e3 : unit), 2) + " " + letter;
  }
  return trim(number, size < 1 ? 4 : 3);
}

const trim = (number, decimals) => String(Number(number.toFixed(decimals)));

export function seconds(value) {
  if (value == null || !isFinite(value)) return "–";
  if (value < 0.0995) return Math.max(1, Math.round(value * 1000)) + " ms";
  if (value < 9.95) return value.toFixed(1) + " s";
  if (value < 100) return Math.round(value) + " s";
  if (value < 6000) return Math.round(value / 60) + " min";
  if (value < 172800) return Math.round(value / 3600) + " h";
  return Math.round(value / 86400) + " d";
}

export function bytes(number) {
  for (const [unit, name] of [[1e9, "GB"], [1e6, "MB"], [1e3, "kB"]]) if (number >= unit) return trim(number / unit, 1) + " " + name;
  return number + " B";
}

export const ago = (time) => (time <= 0 ? "never" : seconds(Math.max(0, Date.now() / 1000 - time)) + " ago");

// A Go time of the API as Unix seconds; 0 if it was never set.
export const unix = (text) => (!text || text.startsWith("0001-") ? 0 : Date.parse(text) / 1000);

const two = (number) => String(number).padStart(2, "0");

export function clock(time, spanSeconds) {
  const date = new Date(time * 1000);
  const hours = two(date.getHours()) + ":" + two(date.getMinutes());
  const day = two(date.getDate()) + "." + two(date.getMonth() + 1) + ".";
  if (spanSeconds > 3 * 86400) return day;
  return spanSeconds > 86400 ? day + " " + hours : spanSeconds > 1200 ? hours : hours + ":" + two(date.getSeconds());
}

export const moment = (time) => new Date(time * 1000).toLocaleString("sv");

// A series as PromQL writes it.
export function series(labels) {
  const { __name__: name = "", ...rest } = labels;
  const pairs = Object.entries(rest).map(([key, value]) => key + "=" + JSON.stringify(value));
  return pairs.length || !name ? name + "{" + pairs.join(", ") + "}" : name;
}
