/** This browser's subscription to our pushes. Nothing here asks for permission before somebody pressed for it. */
import { api } from "./endpoints.ts";

export type PushState = "impossible" | "install_first" | "blocked" | "off" | "on";

const isApple = (): boolean => /iPhone|iPad/.test(navigator.userAgent);

/** Where the page is served: a host application may have put it below a path. */
const worker = (): string => new URL("sw.js", document.baseURI).href;

export async function pushState(): Promise<PushState> {
  if (!("serviceWorker" in navigator && "PushManager" in window && typeof Notification === "function"))
    return isApple() ? "install_first" : "impossible";
  if (Notification.permission === "denied") return "blocked";
  const registration = await navigator.serviceWorker.getRegistration();
  return (await registration?.pushManager.getSubscription()) == null ? "off" : "on";
}

/** @returns what came of it: a person may say no. */
export async function startPush(business: string): Promise<PushState> {
  if ((await Notification.requestPermission()) !== "granted") return pushState();
  await navigator.serviceWorker.register(worker());
  const registration = await navigator.serviceWorker.ready;
  const { publicKey } = await api.pushKey(business);
  const subscription = await registration.pushManager.subscribe({
    userVisibleOnly: true,
    applicationServerKey: publicKey,
  });
  const { endpoint = "", keys } = subscription.toJSON();
  try {
    await api.putDevice(business, {
      endpoint,
      keys: { p256dh: keys?.p256dh ?? "", auth: keys?.auth ?? "" },
    });
  } catch (error) {
    // Subscribed without our knowing, the page would say that all is well.
    await subscription.unsubscribe();
    throw error;
  }
  return "on";
}

export async function stopPush(business: string): Promise<PushState> {
  const registration = await navigator.serviceWorker.getRegistration();
  const subscription = await registration?.pushManager.getSubscription();
  if (subscription != null) {
    await api.forgetDevice(business, subscription.endpoint);
    await subscription.unsubscribe();
  }
  return "off";
}

/** Who signs out leaves nothing behind that tells; the server has forgotten the device by itself. */
export async function endPush(): Promise<void> {
  if (!("serviceWorker" in navigator)) return;
  const registration = await navigator.serviceWorker.getRegistration();
  await (await registration?.pushManager?.getSubscription())?.unsubscribe();
}
