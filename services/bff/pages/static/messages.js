// Shows messages as they arrive. Without this script the page says the same things when it is loaded again.
const counter = document.getElementById("non-lus");
const announcements = document.getElementById("annonces");
const list = document.getElementById("liste");

/** Takes the list as the server renders it now. */
async function refresh() {
  const answer = await fetch(location.href, { headers: { accept: "text/html" }, credentials: "same-origin" });
  if (!answer.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const next = page.getElementById("liste");
  if (next) list.replaceChildren(...next.childNodes);
}

/** One refresh at a time; what comes meanwhile asks for one more. */
let running = false;
let again = false;
async function onNews(event) {
  const said = JSON.parse(event.data);
  counter.textContent = said.unread_text;
  if (!said.message) return;
  announcements.textContent = `${said.message.sender_name} : ${said.message.title}. ${said.unread_text}`;
  again = true;
  if (running) return;
  running = true;
  while (again) {
    again = false;
    await refresh();
  }
  running = false;
}

const address = counter?.dataset.events;
if (address) {
  const source = new EventSource(address);
  for (const name of ["unread", "message"]) source.addEventListener(name, onNews);
  addEventListener("pagehide", () => source.close());
}
