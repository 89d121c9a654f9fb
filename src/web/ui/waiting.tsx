import { Loading, Trouble } from "./states.tsx";

/** What stands in the place of an answer that is not there yet, or that could not be had. */
export function Waiting({
  query,
}: {
  query: { readonly isError: boolean; readonly error: unknown; readonly refetch: () => unknown };
}) {
  return query.isError ? <Trouble error={query.error} retry={() => void query.refetch()} /> : <Loading />;
}
