/** Where a notice leads: the page on which its matter can be seen to. */
import { settings } from "./en/settings.ts";

export interface NoticePlace {
  readonly to: string;
  readonly label: string;
}

/** @param subject as the server names the matter: `consent:+15125550142`, `texting:+1…`, `credits` */
export function noticePlace(subject: string): NoticePlace | null {
  const [kind = "", rest = ""] = subject.split(/:(.*)/s);
  switch (kind) {
    case "consent":
      return { to: `/inbox/${encodeURIComponent(rest)}`, label: settings("notices.place.consent") };
    case "credits":
      return { to: "/credits", label: settings("notices.place.credits") };
    case "texting":
      return { to: "/text-back", label: settings("notices.place.texting") };
    case "alerts":
      return { to: "/alerts", label: settings("notices.place.alerts") };
    case "connection":
      return { to: "/connection", label: settings("notices.place.connection") };
    default:
      return null;
  }
}
