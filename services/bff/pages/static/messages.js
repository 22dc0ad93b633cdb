// Shows messages as they arrive. Without this script the page says the same things when it is loaded again.
import { inTurn, pageNow } from "./refreshing.js";

const counter = document.getElementById("non-lus");
const announcements = document.getElementById("annonces");
const list = document.getElementById("liste");

/** Takes the list as the server renders it now. */
async function refresh() {
  const next = (await pageNow(location.href))?.getElementById("liste");
  if (next) show(next);
}

/** Line by line: what has not changed stays where it is, and so does the keyboard. */
function show(next) {
  const lines = list.querySelector("ul");
  const coming = [...next.querySelectorAll("li[id]")];
  const kept = new Set(coming.map((line) => line.id));
  for (const line of [...lines.children]) if (!kept.has(line.id)) leave(line);
  let place = lines.firstElementChild;
  for (const line of coming) {
    const same = document.getElementById(line.id);
    if (!same) {
      lines.insertBefore(line, place);
      continue;
    }
    if (same === place) place = same.nextElementSibling;
    else lines.insertBefore(same, place);
    if (!same.isEqualNode(line)) change(same, line);
  }
  for (const other of [...list.children]) if (other !== lines) other.remove();
  list.append(...[...next.children].filter((other) => other.tagName !== "UL"));
}

function leave(line) {
  const held = line.contains(document.activeElement);
  const neighbour = line.nextElementSibling ?? line.previousElementSibling;
  line.remove();
  if (held) neighbour?.querySelector("a")?.focus({ preventScroll: true });
}

function change(line, next) {
  const held = line.contains(document.activeElement);
  line.replaceChildren(...next.childNodes);
  if (held) line.querySelector("a")?.focus({ preventScroll: true });
}

const catchUp = inTurn(refresh);

function onNews(event) {
  const said = JSON.parse(event.data);
  // A line that was cut begins again with how many are unread: more may have come meanwhile.
  if (said.message || counter.textContent !== said.unread_text) catchUp();
  counter.textContent = said.unread_text;
  if (said.message) announcements.textContent = `${said.message.sender_name} : ${said.message.title}. ${said.unread_text}`;
}

const address = counter?.dataset.events;
if (address) {
  const source = new EventSource(address);
  for (const name of ["unread", "message"]) source.addEventListener(name, onNews);
  addEventListener("pagehide", () => source.close());
}
