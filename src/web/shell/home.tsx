import { Navigate } from "react-router";
import { useWorkspace } from "./workspace.tsx";

/** Whoever has one business lands in its inbox; an operator of many at the list of them. */
export function Home() {
  const { session } = useWorkspace();
  return (
    <Navigate
      to={session.role === "operator" && session.businesses.length !== 1 ? "/businesses" : "/inbox"}
      replace
    />
  );
}
