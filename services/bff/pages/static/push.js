// Offers push messages where the browser knows them; without this script the rest of the page works.
const box = document.getElementById("notifications");
const state = box?.querySelector("[data-state]");
const toggle = box?.querySelector("[data-toggle]");
const WORKER = "/notifications.js";

function bytes(base64url) {
  const text = atob(base64url.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(text, (one) => one.charCodeAt(0));
}

async function tell(path, body) {
  return fetch(path, {
    method: "POST",
    credentials: "same-origin",
    headers: { "content-type": "application/json", "x-csrf-token": box.dataset.csrf },
    body: JSON.stringify(body),
  });
}

async function show() {
  const registration = await navigator.serviceWorker.getRegistration(WORKER);
  const known = await registration?.pushManager.getSubscription();
  state.textContent = known ? "Ce navigateur vous prévient." : "Ce navigateur ne vous prévient pas.";
  toggle.textContent = known ? "Ne plus recevoir les notifications ici" : "Recevoir les notifications ici";
  return known;
}

async function change() {
  const known = await show();
  if (known) {
    await tell("/api/v1/preferences/push/removal", { endpoint: known.endpoint });
    await known.unsubscribe();
  } else {
    await navigator.serviceWorker.register(WORKER);
    // A worker that is still starting cannot subscribe.
    const registration = await navigator.serviceWorker.ready;
    const made = await registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: bytes(box.dataset.key) });
    const { endpoint, keys } = made.toJSON();
    const answer = await tell("/api/v1/preferences/push", { endpoint, p256dh: keys.p256dh, auth: keys.auth });
    if (!answer.ok) await made.unsubscribe();
  }
  await show();
}

if (box && "serviceWorker" in navigator && "PushManager" in globalThis) {
  box.hidden = false;
  toggle.addEventListener("click", () => {
    change().catch(() => {
      state.textContent = "Le navigateur a refusé les notifications. Vérifiez ses réglages pour ce site.";
    });
  });
  show();
}
