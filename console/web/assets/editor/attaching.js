// Files go up as soon as they are chosen; the list comes back with them.
export function attaching(form, saving) {
  const words = form.dataset;
  const list = () => document.getElementById("attachments");

  async function attach(input) {
    const body = new FormData(form);
    saving.tell("saving", words.wordSaving);
    try {
      const headers = { "HX-Request": "true", "HX-Current-URL": location.href };
      const response = await fetch(words.attach, { method: "POST", body, headers });
      const text = await response.text();
      if (!response.ok) throw new Error(response.status);
      list().outerHTML = new DOMParser().parseFromString(text, "text/html").getElementById("attachments").outerHTML;
      window.htmx.process(list());
      saving.changed();
      saving.save();
    } catch {
      input.value = "";
      saving.tell("failed", words.wordFailed);
    }
  }

  form.addEventListener("change", ({ target }) => {
    if (target.type === "file" && target.files.length) attach(target);
  });
}
