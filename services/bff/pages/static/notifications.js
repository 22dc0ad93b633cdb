// The service worker: shows what a push message says, and that is never more than "a message waits".
addEventListener("push", (event) => {
  const body = event.data?.text() ?? "Un message vous attend.";
  event.waitUntil(self.registration.showNotification("Mes droits sociaux", { body, lang: "fr" }));
});

addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(clients.openWindow("/messages"));
});
