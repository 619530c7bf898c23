// The public HTTP API, relative to this page, so that a route prefix and a proxy in front change nothing.
export async function ask(path, parameters = {}, signal) {
  const form = new URLSearchParams(parameters);
  const long = form.toString().length > 1500;
  return answer(await fetch(long ? path : path + (form.size ? "?" + form : ""), long ? { method: "POST", body: form, signal } : { signal }));
}

export const remove = async (path) => answer(await fetch(path, { method: "DELETE" }));

async function answer(response) {
  const text = await response.text();
  let answer;
  try { answer = JSON.parse(text); } catch { throw new Error(response.status + " " + (text.trim() || response.statusText)); }
  if (answer.status !== "success") throw new Error(answer.error);
  return answer;
}

// Sums of the families of /metrics that are asked for.
export async function metrics(names) {
  const sums = {};
  const response = await fetch("metrics");
  if (!response.ok) return sums;
  for (const line of (await response.text()).split("\n")) {
    const end = line.search(/[ {]/);
    const name = line.slice(0, end);
    if (names.includes(name)) sums[name] = (sums[name] || 0) + Number(line.slice(line.lastIndexOf(" ") + 1));
  }
  return sums;
}
