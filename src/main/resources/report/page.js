"use strict";

/** The frame of the page: its theme, its sections, and what is the same in all of them. */
Luthier.page = (() => {
  const { element } = Luthier.format;
  const KEY = "luthier-theme";
  const preference = window.matchMedia("(prefers-color-scheme: dark)");
  const listeners = [];
  let chosen = stored();

  /** A file that is opened from a disk may have no storage. */
  function stored() {
    try {
      return localStorage.getItem(KEY);
    } catch (refused) {
      return null;
    }
  }

  function isDark() {
    return (chosen ?? (preference.matches ? "dark" : "light")) === "dark";
  }

  function applyTheme() {
    document.documentElement.dataset.theme = isDark() ? "dark" : "light";
    const button = document.getElementById("theme");
    button.textContent = isDark() ? "Light colours" : "Dark colours";
    button.setAttribute("aria-pressed", String(isDark()));
    listeners.forEach((listener) => listener());
  }

  function startTheme() {
    document.getElementById("theme").addEventListener("click", () => {
      chosen = isDark() ? "light" : "dark";
      try {
        localStorage.setItem(KEY, chosen);
      } catch (refused) {
        chosen = String(chosen); // Holds for as long as the page is open.
      }
      applyTheme();
    });
    preference.addEventListener("change", applyTheme);
    applyTheme();
  }

  function onTheme(listener) {
    listeners.push(listener);
  }

  /** Adds a section, and a link to it by a short name. */
  function section(id, title, { wide = false, note = "", short = title } = {}) {
    const content = element("div", { class: "content" });
    const noted = element("p", { class: "note" }, note);
    const made = element(
      "section",
      { id, class: wide ? "card wide" : "card", "aria-labelledby": `${id}-title` },
      element("h2", { id: `${id}-title` }, title),
      noted,
      content,
    );
    document.getElementById("content").append(made);
    const link = element("li", {}, element("a", { href: `#${id}` }, short));
    document.getElementById("sections").append(link);
    return {
      content,
      note: (text) => (noted.textContent = text),
      show: (isShown) => (made.hidden = link.hidden = !isShown),
    };
  }

  /**
   * The data of a plot as a table that is made when it is opened, and again when the data change.
   */
  function dataTable(parent, make) {
    const holder = element("div", { class: "scroll tall", tabindex: "0", role: "region", "aria-label": "Data of the plot" });
    const details = element(
      "details",
      { ontoggle: () => details.open && holder.replaceChildren(make()) },
      element("summary", {}, "The data as a table"),
      holder,
    );
    parent.append(details);
    return () => details.open && holder.replaceChildren(make());
  }

  return { startTheme, isDark, onTheme, section, dataTable };
})();
