/** The frame around every page: the way to the others, and a word when the line to the server is down. */
import { useNetwork } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense, useEffect, useRef } from "react";
import { Link, NavLink, Outlet, useLocation, useNavigation } from "react-router";
import { frameOf } from "../api/frame.ts";
import { businessQuery } from "../api/queries.ts";
import { Icon, type IconName } from "../ui/icons.tsx";
import { shell } from "../words/en/shell.ts";
import { useLive } from "./live.ts";
import { useOpenNotices } from "./open-notices.ts";
import { setDemo, setPhoneOpen, useHasPhone, usePhoneOpen } from "./sandbox.ts";
import classes from "./shell.module.css";
import { useWorkspace } from "./workspace.tsx";

interface Place {
  readonly to: string;
  readonly icon: IconName;
  readonly label: "inbox" | "leads" | "textBack" | "reports" | "credits" | "crm" | "businesses" | "more";
  /** Left out of the phone's bar; it is under More there. */
  readonly wideOnly?: boolean;
}
const PLACES: readonly Place[] = [
  { to: "/inbox", icon: "inbox", label: "inbox" },
  { to: "/leads", icon: "columns", label: "leads" },
  { to: "/text-back", icon: "message", label: "textBack" },
  { to: "/reports", icon: "chart", label: "reports", wideOnly: true },
  { to: "/credits", icon: "coins", label: "credits" },
  { to: "/connection", icon: "plug", label: "crm", wideOnly: true },
];
const OPERATOR: Place = { to: "/businesses", icon: "building", label: "businesses" };
const MORE: Place = { to: "/more", icon: "more", label: "more" };

/** In no other bundle: who has no sandbox never fetches it. */
const SandboxPhone = lazy(() => import("../sandbox/sandbox-phone.tsx"));

export function Shell() {
  const { session, businessId } = useWorkspace();
  const live = useLive(businessId);
  const { online } = useNetwork();
  const { pathname } = useLocation();
  const busy = useNavigation().state === "loading";
  const main = useRef<HTMLElement>(null);
  const hasPhone = usePhone(businessId);
  const places = [
    ...(session.role === "operator" ? [{ ...OPERATOR, wideOnly: businessId !== null }] : []),
    ...(businessId === null ? [] : PLACES),
    MORE,
  ];
  const inConversation = /^\/inbox\/./.test(pathname);

  return (
    <div className={classes.frame} data-conversation={inConversation || undefined}>
      <button type="button" className={classes.skip} onClick={() => main.current?.focus()}>
        {shell("skip")}
      </button>
      <nav className={classes.nav} aria-label={shell("pages")}>
        <span className={classes.mark} aria-hidden="true">
          <Mark />
        </span>
        {places.map(({ to, icon, label, wideOnly }) => (
          <NavLink key={to} to={to} className={classes.link ?? ""} data-wide-only={wideOnly || undefined}>
            <Icon name={icon} size={23} />
            <span>{shell(`place.${label}`)}</span>
            {to === MORE.to && businessId !== null && <OpenNotices business={businessId} />}
          </NavLink>
        ))}
      </nav>
      <div className={classes.side}>
        {businessId !== null && (session.role === "operator" || session.businesses.length > 1) && (
          <WhichBusiness id={businessId} change={session.role === "operator" ? "/businesses" : "/more"} />
        )}
        {hasPhone && businessId !== null && <SandboxStrip />}
        <div className={classes.notices} aria-live="polite">
          {!online ? (
            <p className={classes.notice}>{shell("offline")}</p>
          ) : live === "reconnecting" ? (
            <p className={classes.notice}>{shell("reconnecting")}</p>
          ) : null}
        </div>
        <main className={classes.main} ref={main} tabIndex={-1} aria-busy={busy}>
          <Outlet />
        </main>
      </div>
      {hasPhone && businessId !== null && (
        <Suspense>
          <SandboxPhone />
        </Suspense>
      )}
    </div>
  );
}

/** Whether a simulated phone belongs to this business. A frame has no cookie by which it could follow one. */
function usePhone(businessId: string | null): boolean {
  const { data } = useQuery({ ...businessQuery(businessId ?? ""), enabled: businessId !== null });
  const isDemo = data?.demoEndsAt != null && frameOf() === null;
  useEffect(() => setDemo(isDemo), [isDemo]);
  return useHasPhone();
}

/** The way to the simulated phone, where it does not stand beside the page. */
function SandboxStrip() {
  const open = usePhoneOpen();
  if (open) return null;
  return (
    <button type="button" className={classes.sandbox} data-opens="phone" onClick={() => setPhoneOpen(true)}>
      <Icon name="phone" size={18} />
      <span>{shell("tryIt")}</span>
      <Icon name="next" size={18} />
    </button>
  );
}

function OpenNotices({ business }: { business: string }) {
  const open = useOpenNotices(business);
  if (open === 0) return null;
  return (
    <span className={classes.dot}>
      <span className={classes.hidden}>{shell("notices", { count: open })}</span>
    </span>
  );
}

/** Whoever has several must always see in which one they are. */
function WhichBusiness({ id, change }: { id: string; change: string }) {
  const { data } = useQuery(businessQuery(id));
  return (
    <p className={classes.which}>
      <strong>{data?.name ?? "\u00A0"}</strong>
      <Link to={change}>{shell("changeBusiness")}</Link>
    </p>
  );
}

/** A telephone's arc that comes back as a text. */
function Mark() {
  return (
    <svg width="30" height="30" viewBox="0 0 32 32" role="presentation" aria-hidden="true">
      <rect width="32" height="32" rx="9" fill="var(--accent)" />
      <path
        d="M9 12.5a3.5 3.5 0 0 1 3.5-3.5h7a3.5 3.5 0 0 1 3.5 3.5v4a3.5 3.5 0 0 1-3.5 3.5H16l-4.5 3.6V20a3.5 3.5 0 0 1-2.5-3.5z"
        fill="none"
        stroke="var(--on-accent)"
        strokeWidth="2.1"
        strokeLinejoin="round"
      />
      <path
        d="M19.4 14.5h-6.2m2.4-2.3-2.4 2.3 2.4 2.3"
        fill="none"
        stroke="var(--on-accent)"
        strokeWidth="2.1"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </svg>
  );
}
