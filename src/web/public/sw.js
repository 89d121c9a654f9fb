/**
 * What the browser runs for us while no page is open: it shows what is pushed, and says so when there is no network.
 * It keeps nothing: calls and texts stay on the server.
 */

const OFFLINE = {
  en: ["No connection", "Your calls are forwarded and texted back as always. Reload when you are online."],
  es: [
    "Sin conexión",
    "Sus llamadas se desvían y se responden como siempre. Recargue cuando tenga conexión.",
  ],
};

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("fetch", (event) => {
  if (event.request.mode === "navigate") event.respondWith(fetch(event.request).catch(offlinePage));
});

function offlinePage() {
  const language = self.navigator.language.startsWith("es") ? "es" : "en";
  const [title, words] = OFFLINE[language];
  const page = `<!doctype html>
<html lang="${language}">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>textback</title>
<style nonce="offline">body{font:17px/1.5 system-ui,sans-serif;max-width:30em;margin:20vh auto;padding:0 24px}</style>
<h1>${title}</h1>
<p>${words}</p>
</html>`;
  return new Response(page, {
    status: 503,
    headers: {
      "content-type": "text/html; charset=utf-8",
      "content-security-policy": "default-src 'none'; style-src 'nonce-offline'",
    },
  });
}

self.addEventListener("push", (event) => {
  const { title, body, path, tag } = event.data.json();
  event.waitUntil(
    self.registration.showNotification(title, {
      body,
      tag,
      // A second call of the same caller is worth a second sound.
      renotify: true,
      data: { path },
      icon: new URL("icon-512.png", self.registration.scope).href,
      badge: new URL("icon-180.png", self.registration.scope).href,
    }),
  );
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(open(event.notification.data?.path ?? ""));
});

/** In the page that is open already, if there is one. */
async function open(path) {
  const { scope } = self.registration;
  const url = new URL(path, scope);
  const address = url.href.startsWith(scope) ? url.href : scope;
  const [page] = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  if (page === undefined) return self.clients.openWindow(address);
  await page.focus();
  return page.navigate(address).catch(() => self.clients.openWindow(address));
}
