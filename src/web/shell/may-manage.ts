import { useWorkspace } from "./workspace.tsx";

/** An owner also changes settings and people; the server asks again. In each business one may be another. */
export function useMayManage(): boolean {
  const { session, businessId } = useWorkspace();
  if (session.role === "operator") return true;
  const here = session.businesses.find(({ id }) => id === businessId);
  return (here?.role ?? session.role) === "owner";
}
