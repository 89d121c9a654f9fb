/** Whether a simulated phone belongs beside the page, and whether it is open. */
import { useSyncExternalStore } from "react";

/** Only the sandbox's own server marks its pages so. */
export const isSandbox = document.querySelector('meta[name="textback-sandbox"]') !== null;

/** From here on there is room for it beside the page. */
export const DOCKS_FROM_PX = 1_200;
const DOCK_PX = 348;
const REMEMBERED = "textback.sandbox-phone";

const wide = window.matchMedia(`(min-width: ${DOCKS_FROM_PX}px)`);
const listeners = new Set<() => void>();
const tell = () => {
  for (const listener of listeners) listener();
};
wide.addEventListener("change", tell);

/** The business that is looked at is a demo, with a simulated line of its own. */
let demo = false;
export function setDemo(isDemo: boolean): void {
  if (demo === isDemo) return;
  demo = isDemo;
  tell();
}
const hasPhone = (): boolean => isSandbox || demo;

/** Beside the page it is open until somebody closes it; in front of it, only when asked for. */
let inFront = false;
const isOpen = (): boolean =>
  hasPhone() && (wide.matches ? localStorage.getItem(REMEMBERED) !== "closed" : inFront);

export function setPhoneOpen(open: boolean): void {
  if (wide.matches) localStorage.setItem(REMEMBERED, open ? "open" : "closed");
  else inFront = open;
  tell();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export const useHasPhone = (): boolean => useSyncExternalStore(subscribe, hasPhone);
export const usePhoneOpen = (): boolean => useSyncExternalStore(subscribe, isOpen);
export const usePhoneDocks = (): boolean => useSyncExternalStore(subscribe, () => wide.matches);

/** What the phone beside the page takes of its width. */
export const useDockPx = (): number =>
  useSyncExternalStore(subscribe, () => (isOpen() && wide.matches ? DOCK_PX : 0));
