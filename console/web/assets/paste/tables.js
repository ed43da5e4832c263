// A table as rows of cells with their spans, and nothing of its looks.
const own = (table) => [...table.rows].filter((row) => row.closest("table") === table);
const span = (cell, name) => Math.min(100, Math.max(1, Number.parseInt(cell.getAttribute(name), 10) || 1));

// Word ends a table of uneven columns with a row of height 0 that only measures.
const measures = (row) => row.getAttribute("height") === "0" && !row.textContent.trim();

// `inner(cell)`: its content. { html, words, rows, columns }; html "" when nothing is in it.
export function tableOf(table, inner) {
  const rows = own(table).filter((row) => row.cells.length && !measures(row));
  const words = [];
  let columns = 0;
  const made = rows.map((row) => {
    const cells = [...row.cells].map((cell) => {
      const content = inner(cell);
      words.push(content);
      const tag = cell.tagName === "TH" ? "th" : "td";
      const spans = ["colspan", "rowspan"].map((name) => [name, span(cell, name)]).filter(([, number]) => number > 1);
      return `<${tag}${spans.map(([name, number]) => ` ${name}="${number}"`).join("")}>${content}</${tag}>`;
    });
    columns = Math.max(columns, cells.length);
    return `<tr>${cells.join("")}</tr>`;
  });
  const said = words.filter(Boolean);
  const html = said.length ? `<table><tbody>${made.join("")}</tbody></table>` : "";
  return { html, words: said.join("<br>"), rows: rows.length, columns };
}
