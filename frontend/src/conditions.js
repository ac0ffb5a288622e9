// Shows, hides and requires fields while one types, by the parsed FEEL trees in data-hide and data-required-if.
// A comfort only: the server decides again. What this small evaluator does not know leaves the field as it is.

class Unknown extends Error {}

const compare = {
  "=": (a, b) => same(a, b), "!=": (a, b) => !same(a, b),
  "<": (a, b) => ordered(a, b, a < b), "<=": (a, b) => ordered(a, b, a <= b),
  ">": (a, b) => ordered(a, b, a > b), ">=": (a, b) => ordered(a, b, a >= b),
};
const functions = {
  "not": (value) => (typeof value === "boolean" ? !value : null),
  "count": (list) => asList(list).length,
  "list contains": (list, value) => asList(list).some((one) => same(one, value)),
  "string length": (text) => (typeof text === "string" ? [...text].length : null),
  "contains": (text, part) => (typeof text === "string" && typeof part === "string" ? text.includes(part) : null),
};
const nodes = {
  Literal: ({ value }) => (value !== null && typeof value === "object" ? plain(value) : value),
  Name: ({ name }, scope) => scope(name),
  Path: ({ source, name }, scope) => step(value(source, scope), name),
  Comparison: ({ operator, left, right }, scope) => compare[operator](value(left, scope), value(right, scope)),
  Logic: ({ operator, operands }, scope) => joined(operator === "and", operands.map((one) => value(one, scope))),
  Call: (node, scope) => {
    const found = node.function.node === "Name" ? functions[node.function.name] : null;
    if (!found || node.names.length) throw new Unknown(node.node);
    return found(...node.arguments.map((one) => value(one, scope)));
  },
  In: (node, scope) => {
    const tested = value(node.value, scope);
    return node.tests.some((test) => {
      if (test.node !== "ValueTest") throw new Unknown(test.node);
      const wanted = value(test.expression, scope);
      return Array.isArray(wanted) ? wanted.some((one) => same(one, tested)) : same(wanted, tested);
    });
  },
  ListLiteral: ({ items }, scope) => items.map((one) => value(one, scope)),
};

function value(node, scope) {
  const rule = nodes[node.node];
  if (!rule) throw new Unknown(node.node);
  return rule(node, scope);
}

function plain(literal) {
  if ("number" in literal) return Number(literal.number);
  throw new Unknown("literal");
}

const same = (a, b) => (a ?? null) === (b ?? null);
const ordered = (a, b, answer) => (typeof a === typeof b && a !== null ? answer : null);
const asList = (given) => (Array.isArray(given) ? given : given === null ? [] : [given]);
// A choice from a catalogue is posted as its key and stored with its label.
const step = (given, name) => (name === "key" && typeof given === "string" ? given : given?.[name] ?? null);

function joined(all, values) {
  if (values.includes(!all)) return !all;
  return values.every((one) => one === all) ? all : null;
}

// What stands in the fields now, as the server would read it.
function answer(form, name) {
  const found = [...form.elements].filter((one) => one.name === name && one.type !== "hidden");
  if (!found.length) return undefined;
  const [first] = found;
  if (first.type === "checkbox" && first.value === "on") return first.checked;
  if (first.type === "checkbox") return found.filter((one) => one.checked).map((one) => one.value);
  if (first.type === "radio") return found.find((one) => one.checked)?.value ?? null;
  if (first.value.trim() === "") return null;
  return first.inputMode === "decimal" ? Number(first.value.replace(",", ".")) : first.value;
}

// Whether the condition of a component is true now; undefined where only the server can say.
function holds(tree, field, form, known) {
  const prefix = field.closest("[data-scope]")?.dataset.scope ?? "";
  const scope = (name) => answer(form, prefix + name) ?? answer(form, name) ?? known[name] ?? null;
  try {
    return value(JSON.parse(tree), scope) === true;
  } catch (error) {
    if (!(error instanceof Unknown)) throw error;
    return undefined;
  }
}

function refresh(root) {
  const form = root.closest("form");
  const known = JSON.parse(root.dataset.known || "{}");
  for (const field of root.querySelectorAll("[data-hide]")) {
    const hidden = holds(field.dataset.hide, field, form, known) === true;
    field.hidden = hidden;
    // A hidden field must not stop the form from being sent, nor be answered.
    for (const input of field.querySelectorAll("input, select, textarea")) input.disabled = hidden;
  }
  for (const field of root.querySelectorAll("[data-required-if]")) {
    const required = holds(field.dataset.requiredIf, field, form, known);
    if (required !== undefined) require(field, required);
  }
  for (const select of root.querySelectorAll("[data-within]")) narrow(select, answer(form, select.dataset.within));
}

// Leaves the options that lie within another answer, such as delivery.late within delivery; all while it is open.
function narrow(select, above) {
  for (const option of select.options) {
    const fits = !above || !option.value || option.value.startsWith(`${above}.`);
    option.hidden = option.disabled = !fits;
  }
  if (select.selectedOptions[0]?.disabled) select.value = "";
}

// Marks a field as the server would mark one that is always required.
function require(field, required) {
  for (const mark of field.querySelectorAll(".optional")) mark.hidden = required;
  const choices = field.querySelector("fieldset");
  if (choices) {
    if (choices.getAttribute("role") === "radiogroup") choices.ariaRequired = required ? "true" : null;
    return;
  }
  const kept = field.querySelector("input[type=checkbox]:checked") !== null; // files of an earlier try
  for (const input of field.querySelectorAll(".form-control, .form-select, .form-check-input[value=on]")) {
    input.required = required && !(kept && input.type === "file");
  }
}

for (const root of document.querySelectorAll("[data-form]")) {
  const again = () => refresh(root);
  root.closest("form")?.addEventListener("input", again);
  root.closest("form")?.addEventListener("change", again);
  again();
}
