// The student's own files in this browser: download them, or start afresh.

(() => {
  const STORE = "files"; // of JupyterLite, which keeps files under their paths
  const list = document.getElementById("mine");
  const said = document.getElementById("said");

  function promised(request) {
    return new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
  }

  // The store of JupyterLite; null if nothing was saved here yet.
  async function open() {
    const known = await indexedDB.databases();
    if (!known.some(({ name }) => name === list.dataset.store)) return null;
    const base = await promised(indexedDB.open(list.dataset.store));
    return base.objectStoreNames.contains(STORE) ? base : null;
  }

  const files = (base, mode) => base.transaction(STORE, mode).objectStore(STORE);

  function download({ name, content, format }) {
    let whole = format === "json" ? JSON.stringify(content, null, 1) : content;
    if (format === "base64") {
      whole = Uint8Array.from(atob(content), (letter) => letter.charCodeAt(0));
    }
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([whole]));
    link.download = name;
    link.click();
    URL.revokeObjectURL(link.href);
  }

  function button(text, name, act) {
    const made = document.createElement("button");
    made.type = "button";
    made.textContent = text;
    made.setAttribute("aria-label", `${text}: ${name}`);
    made.addEventListener("click", act);
    return made;
  }

  async function show() {
    const base = await open();
    const saved = base ? await promised(files(base, "readonly").getAll()) : [];
    const mine = saved.filter(({ type }) => type !== "directory");
    list.replaceChildren(...mine.map((file) => {
      const row = document.createElement("li");
      const afresh = button("Start afresh", file.name, async () => {
        if (!confirm(`Delete your ${file.name}? Download it first if you may need it.`)) return;
        await promised(files(base, "readwrite").delete(file.path));
        said.textContent = `${file.name} is as it was handed out.`;
        await show();
      });
      row.append(`${file.name} `, button("Download my work", file.name, () => download(file)),
        " ", afresh);
      return row;
    }));
    if (!mine.length) said.textContent ||= "Nothing of yours is saved in this browser yet.";
  }

  show().catch((error) => {
    said.textContent = "This browser does not let pages keep files, so your work would be "
      + `lost when you close it: leave private browsing, or allow storage (${error.message}).`;
  });
  // Without a service worker the kernel sees none of the files beside a workbook.
  if (!("serviceWorker" in navigator)) {
    const [why, help] = isSecureContext
      ? ["This window has no service workers, perhaps because it is a private one",
        "Open an ordinary window of a current browser."]
      : ["This page did not come over HTTPS", "Ask for an address that begins with https."];
    document.getElementById("limited").textContent = `${why}: workbooks run, are checked `
      + `and kept, but functions that you write in one are not carried to the next. ${help}`;
  }
})();
