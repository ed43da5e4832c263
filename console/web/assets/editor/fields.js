// What stands in the form, as it is kept on this device and put back.
const UNKEPT = new Set(["csrf_token", "version", "base", "attachment", "remove", "channels"]);

export function fieldsOf(form) {
  const fields = {};
  for (const element of form.elements) {
    const { name, type, disabled } = element;
    if (!name || disabled || type === "file" || UNKEPT.has(name) || name.startsWith("alt-")) continue;
    if (type === "radio") {
      if (element.checked) fields[name] = element.value;
    } else if (type === "checkbox") fields[name] = element.checked;
    else if (type !== "submit" && type !== "button") fields[name] = element.value;
  }
  return fields;
}

// `rich`: the text as the editor shows it. A text kept by an older editor has lines only.
export function fill(form, fields, rich) {
  for (const element of form.elements) {
    if (!(element.name in fields)) continue;
    const value = fields[element.name];
    if (element.type === "radio") element.checked = element.value === value;
    else if (element.type === "checkbox") element.checked = value;
    else element.value = value;
  }
  if ("body_html" in fields) rich.set(fields.body_html);
  else if ("body" in fields) rich.setText(fields.body);
}
