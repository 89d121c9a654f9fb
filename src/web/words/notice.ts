/** Where a notice leads: the page on which its matter can be seen to. */
export interface NoticePlace {
  readonly to: string;
  readonly label: string;
}

/** @param subject as the server names the matter: `consent:+15125550142`, `texting:+1…`, `credits` */
export function noticePlace(subject: string): NoticePlace | null {
  const [kind = "", rest = ""] = subject.split(/:(.*)/s);
  switch (kind) {
    case "consent":
      return { to: `/inbox/${encodeURIComponent(rest)}`, label: "Read their text" };
    case "credits":
      return { to: "/credits", label: "See credits" };
    case "texting":
      return { to: "/text-back", label: "See the line" };
    case "alerts":
      return { to: "/alerts", label: "See alerts" };
    case "connection":
      return { to: "/connection", label: "See the CRM" };
    default:
      return null;
  }
}
