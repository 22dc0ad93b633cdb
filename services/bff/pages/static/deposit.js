// Sends files piece by piece (tus 1.0.0) and goes on by itself after a dead line. Without this script the form sends them whole.
const PIECE = 512 * 1024;
const LONGEST_WAIT = 30_000;
const form = document.getElementById("depot");
const input = document.getElementById("files");
const bar = document.getElementById("avancement-barre");
const announcements = document.getElementById("annonces");
// What is sent already, when a later file of the same choice is refused.
const sent = new WeakSet();

const hex = (bytes) => Array.from(new Uint8Array(bytes), (one) => one.toString(16).padStart(2, "0")).join("");
const base64 = (bytes) => btoa(String.fromCharCode(...new Uint8Array(bytes)));
const digest = async (blob) => crypto.subtle.digest("SHA-256", await blob.arrayBuffer());
const token = () => form.elements.csrf_token.value;

/** What the server refuses for good: said to the person, not tried again. */
class Refused extends Error {}

function say(text) {
  if (announcements.textContent !== text) announcements.textContent = text;
}

/** Asks the server; what the line or the server loses is worth another try, a refusal is not. */
async function ask(address, options) {
  const headers = { "Tus-Resumable": "1.0.0", accept: "application/json", "X-CSRF-Token": token(), ...options.headers };
  const answer = await fetch(address, { ...options, headers, credentials: "same-origin", cache: "no-store" });
  if (answer.ok) return answer;
  const lost = answer.status >= 500 || [409, 429, 460].includes(answer.status);
  const problem = await answer.json().catch(() => ({}));
  const detail = problem.errors?.[0]?.message ?? problem.detail ?? "L'envoi n'a pas pu se faire.";
  if (lost && problem.reason !== "DEPOSIT_CLOSED") throw new Error(detail);
  throw new Refused(detail);
}

/** Waits a little longer each time, and not at all once the line is back. */
function patience(tries) {
  const wait = Math.min(LONGEST_WAIT, 500 * 2 ** tries);
  return new Promise((resume) => {
    const timer = setTimeout(resume, wait);
    addEventListener("online", () => { clearTimeout(timer); resume(); }, { once: true });
  });
}

/** Tries until it is done or refused. */
async function persist(action) {
  for (let tries = 0; ; tries += 1) {
    try {
      return await action(tries);
    } catch (failure) {
      if (failure instanceof Refused) throw failure;
      say("La connexion s'est coupée. L'envoi reprendra tout seul, gardez cette page ouverte.");
      await patience(tries);
    }
  }
}

/** A file of the deposit that this one finishes: as long, and the same as far as it came. */
async function begun(file) {
  for (const line of document.querySelectorAll("#recus [data-upload]")) {
    const { upload, length, offset, sha256 } = line.dataset;
    if (Number(length) !== file.size || Number(offset) >= file.size) continue;
    if (Number(offset) > 0 && hex(await digest(file.slice(0, Number(offset)))) !== sha256) continue;
    return `${form.dataset.uploads.replace(/\/[^/]+\/uploads$/, "/uploads")}/${upload}`;
  }
  return "";
}

/** Opens a file at the server; asked twice, it is the same one. */
async function create(file) {
  const key = crypto.randomUUID();
  const headers = { "Upload-Length": String(file.size), "Idempotency-Key": key };
  const answer = await persist(() => ask(form.dataset.uploads, { method: "POST", headers }));
  return answer.headers.get("location");
}

async function offsetOf(address) {
  const answer = await ask(address, { method: "HEAD" });
  return Number(answer.headers.get("upload-offset"));
}

/** Sends a file from wherever it stands to its end. */
async function send(file, progress) {
  const address = (await begun(file)) || (await create(file));
  let offset = await persist(() => offsetOf(address));
  while (offset < file.size) {
    progress(offset);
    offset = await persist(async (tries) => {
      const from = tries ? await offsetOf(address) : offset;
      if (from >= file.size) return from;
      const piece = file.slice(from, from + PIECE);
      const headers = {
        "Content-Type": "application/offset+octet-stream",
        "Upload-Offset": String(from),
        "Upload-Checksum": `sha256 ${base64(await digest(piece))}`,
      };
      const answer = await ask(address, { method: "PATCH", headers, body: piece });
      say("");
      return Number(answer.headers.get("upload-offset"));
    });
  }
}

async function sendAll(files) {
  const total = files.reduce((sum, file) => sum + file.size, 0);
  let before = 0;
  document.getElementById("avancement").hidden = false;
  for (const file of files) {
    if (!sent.has(file)) await send(file, (offset) => { bar.value = (before + offset) / total; });
    sent.add(file);
    before += file.size;
  }
  bar.value = 1;
}

async function onSubmit(event) {
  const files = [...input.files].filter((file) => file.size);
  if (!files.length) return;
  event.preventDefault();
  const { submitter } = event;
  const buttons = [...form.querySelectorAll("button")];
  for (const button of buttons) button.disabled = true;
  try {
    await sendAll(files);
    input.value = "";
    for (const button of buttons) button.disabled = false;
    form.requestSubmit(submitter);
  } catch (failure) {
    for (const button of buttons) button.disabled = false;
    document.getElementById("avancement").hidden = true;
    say(failure.message);
  }
}

// Digests need a secure context; without one, the form sends the files whole.
if (form && globalThis.crypto?.subtle) form.addEventListener("submit", onSubmit);
