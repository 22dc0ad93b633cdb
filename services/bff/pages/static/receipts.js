// Shows receipts as they arrive. Without this script the page says the same things; a link asks again.
const NEWS = ["state", "receipt", "end"];
const announcements = document.getElementById("annonces");

/** Takes the tracking part of the page as the server renders it now. */
async function refresh() {
  const answer = await fetch(location.pathname, { headers: { accept: "text/html" }, credentials: "same-origin" });
  if (!answer.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const current = document.getElementById("suivi");
  const next = page.getElementById("suivi");
  if (!current || !next) return;
  keepOpen(current, next);
  current.replaceChildren(...next.childNodes);
  if (!next.dataset.events) stop();
}

/** What the person opened stays open. */
function keepOpen(current, next) {
  for (const details of current.querySelectorAll("li[id] details[open]")) {
    const same = next.querySelector(`#${CSS.escape(details.closest("li").id)} details`);
    if (same) same.open = true;
  }
}

/** One refresh at a time; what comes meanwhile asks for one more. */
let running = false;
let again = false;
async function onNews(event) {
  again = true;
  announce(event);
  if (event.type === "end") stop();
  if (running) return;
  running = true;
  while (again) {
    again = false;
    await refresh();
  }
  running = false;
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
