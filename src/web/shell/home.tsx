import { Navigate } from "react-router";
import { useWorkspace } from "./workspace.tsx";

/** An owner lands in the inbox; an operator, who has many businesses, at the list of them. */
export function Home() {
  const { session } = useWorkspace();
  return <Navigate to={session.role === "operator" ? "/businesses" : "/inbox"} replace />;
}
