// Elements without markup in strings: whatever people type stays text.

// el makes an element. attributes: a value of true sets a bare one, false and undefined none; on is an object of
// listeners, data one of data- attributes; anything else is an attribute.
export function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === "on") for (const [event, listener] of Object.entries(value)) node.addEventListener(event, listener);
    else if (name === "data") Object.assign(node.dataset, value);
    else if (name === "value") node.value = value;
    else if (name === "checked" || name === "selected") node[name] = value;
    else if (value === true) node.setAttribute(name, "");
    else if (value !== false && value !== undefined && value !== null) node.setAttribute(name, value);
  }
  node.append(...children.flat().filter((c) => c !== null && c !== undefined && c !== false));
  return node;
}

export const button = (text, click, attributes = {}) =>
  el("button", { type: "button", class: "button small", ...attributes, on: { click } }, text);

// choice is a select. options are [value, words] pairs.
export function choice(options, value, change, attributes = {}) {
  const select = el(
    "select",
    { ...attributes, on: { change: () => change(select.value) } },
    options.map(([v, words]) => el("option", { value: v }, words)),
  );
  if (!options.some(([v]) => v === value)) select.append(el("option", { value }, value));
  select.value = value;
  return select;
}

// speaker gives the words of the page: {0}, {1} … are filled in order.
export const speaker = (words) => (key, ...args) =>
  args.reduce((text, arg, i) => text.split(`{${i}}`).join(String(arg)), words[key] ?? `[${key}]`);

// download hands the person a text as a file.
export function download(name, text) {
  const url = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  const link = el("a", { href: url, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(url), 1000);
}
