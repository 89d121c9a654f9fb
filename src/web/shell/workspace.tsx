/** Who is signed in, and which business is on the screen. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { createContext, type ReactNode, useContext, useState } from "react";
import { Navigate, Outlet, useLocation } from "react-router";
import { frameOf } from "../api/frame.ts";
import { businessQuery, sessionQuery } from "../api/queries.ts";
import type { Business, Session } from "../api/shapes.ts";
import { Loading, Trouble } from "../ui/states.tsx";
import { FrameOver } from "./frame-over.tsx";

interface Workspace {
  readonly session: Session;
  readonly businessId: string | null;
  readonly choose: (businessId: string) => void;
}

const WorkspaceContext = createContext<Workspace | null>(null);

/** Each tab keeps its own; a new tab begins with the one that was used last. */
const REMEMBERED = "textback.business";
const remembered = (): string | null => {
  if (frameOf() !== null) return null;
  return (
    new URLSearchParams(location.search).get("business") ??
    sessionStorage.getItem(REMEMBERED) ??
    localStorage.getItem(REMEMBERED)
  );
};

export function SignedIn({ children }: { children: ReactNode }) {
  const { data: session, error, refetch } = useQuery(sessionQuery);
  const [chosen, setChosen] = useState(remembered);
  const { pathname, search } = useLocation();
  const client = useQueryClient();

  if (session === null && frameOf() !== null) return <FrameOver />;
  if (session === null) {
    const next = pathname === "/" ? "" : `?next=${encodeURIComponent(pathname + search)}`;
    return <Navigate to={`/sign-in${next}`} replace />;
  }
  if (session === undefined)
    return error === null ? <Loading whole /> : <Trouble error={error} retry={() => void refetch()} whole />;

  const known = session.businesses.some(({ id }) => id === chosen);
  // An operator's session need not list every business there is.
  const businessId =
    known || (session.role === "operator" && chosen !== null) ? chosen : (session.businesses[0]?.id ?? null);
  const choose = (id: string) => {
    if (frameOf() === null) {
      sessionStorage.setItem(REMEMBERED, id);
      localStorage.setItem(REMEMBERED, id);
    }
    setChosen(id);
    client.removeQueries({ queryKey: ["business"], type: "inactive" });
  };
  return (
    <WorkspaceContext.Provider value={{ session, businessId, choose }}>{children}</WorkspaceContext.Provider>
  );
}

export function useWorkspace(): Workspace {
  const workspace = useContext(WorkspaceContext);
  if (workspace === null) throw new Error("There is no workspace outside <SignedIn>.");
  return workspace;
}

const BusinessContext = createContext<Business | null>(null);

/** The pages below have a business, its time zone included. */
export function WithBusiness() {
  const { businessId } = useWorkspace();
  if (businessId === null) return <Navigate to="/businesses" replace />;
  return <LoadedBusiness id={businessId} />;
}

function LoadedBusiness({ id }: { id: string }) {
  const { data, error, refetch } = useQuery(businessQuery(id));
  if (data === undefined)
    return error === null ? <Loading whole /> : <Trouble error={error} retry={() => void refetch()} whole />;
  return (
    <BusinessContext.Provider value={data} key={id}>
      <Outlet />
    </BusinessContext.Provider>
  );
}

export function useBusiness(): Business {
  const business = useContext(BusinessContext);
  if (business === null) throw new Error("There is no business outside <WithBusiness>.");
  return business;
}
