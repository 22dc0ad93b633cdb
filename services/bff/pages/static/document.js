// Looks again while a document is being checked or is on its way. Without this script a link asks again.
const FIRST = 1500;
const LONGEST = 15_000;
const announcements = document.getElementById("annonces");

async function refresh() {
  const answer = await fetch(location.pathname, { headers: { accept: "text/html" }, credentials: "same-origin" });
  if (!answer.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const current = document.getElementById("suivi");
  const next = page.getElementById("suivi");
  if (!current || !next || current.dataset.state === next.dataset.state) return;
  // What may be done with the document changes with its state: the page is taken whole.
  if (!next.dataset.moving) {
    location.reload();
    return;
  }
  current.replaceChildren(...next.childNodes);
  current.dataset.state = next.dataset.state;
  announcements.textContent = document.getElementById("etat").textContent;
}

async function watch(wait) {
  await new Promise((resume) => setTimeout(resume, wait));
  await refresh().catch(() => undefined);
  if (document.getElementById("suivi")?.dataset.moving) watch(Math.min(LONGEST, wait * 1.5));
}

watch(FIRST);
