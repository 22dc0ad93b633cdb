// Shows receipts as they arrive. Without this script the page says the same things; a link asks again.
import { inTurn, pageNow } from "./refreshing.js";

const NEWS = ["state", "receipt", "end"];
const announcements = document.getElementById("annonces");

/** Takes the tracking part of the page as the server renders it now. */
async function refresh() {
  const next = (await pageNow(location.pathname))?.getElementById("suivi");
  const current = document.getElementById("suivi");
  if (!current || !next) return;
  keepOpen(current, next);
  const held = current.contains(document.activeElement) ? pathOf(document.activeElement) : null;
  current.replaceChildren(...next.childNodes);
  if (held) document.querySelector(held)?.focus({ preventScroll: true });
  if (!next.dataset.events) stop();
}

/** What the person opened stays open. */
function keepOpen(current, next) {
  for (const details of current.querySelectorAll("li[id] details[open]")) {
    const same = next.querySelector(`#${CSS.escape(details.closest("li").id)} details`);
    if (same) same.open = true;
  }
}

/** Where the keyboard is: the same link or the same unfolded part of the same organisme. */
function pathOf(element) {
  const line = element.closest("li[id]");
  const within = element.href ? `a[href="${CSS.escape(element.getAttribute("href"))}"]` : element.localName;
  return `${line ? `#${CSS.escape(line.id)}` : "#suivi"} ${within}`;
}

const catchUp = inTurn(refresh);

function onNews(event) {
  announce(event);
  if (event.type === "end") stop();
  catchUp();
}

function announce({ type, data }) {
  const said = JSON.parse(data);
  if (type === "receipt") announcements.textContent = `${said.delivery.name} : ${said.delivery.text}. ${said.progress_text}`;
  if (type === "end") announcements.textContent = said.progress_text;
}

let source;
function stop() {
  source?.close();
  source = undefined;
}

const address = document.getElementById("suivi")?.dataset.events;
if (address) {
  source = new EventSource(address);
  for (const name of NEWS) source.addEventListener(name, onNews);
  addEventListener("pagehide", stop);
}
