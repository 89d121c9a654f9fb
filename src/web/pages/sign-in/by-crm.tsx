/** Beside the code: the CRMs in which people are signed in already. */
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { api } from "../../api/endpoints.ts";
import { signIn } from "../../words/en/sign-in.ts";
import classes from "./sign-in.module.css";

export function ByCrm({ next }: { next: string | null }) {
  const { data } = useQuery({
    queryKey: ["ways-to-sign-in"],
    queryFn: ({ signal }) => api.waysToSignIn(signal),
    staleTime: Number.POSITIVE_INFINITY,
  });
  if (data === undefined || data.items.length === 0) return null;
  return (
    <div className={classes.ways}>
      {data.items.map(({ id, label, url }) => (
        <Button
          key={id}
          component="a"
          href={next === null ? url : `${url}?next=${encodeURIComponent(next)}`}
          variant="default"
          fullWidth
        >
          {signIn("with", { crm: label })}
        </Button>
      ))}
    </div>
  );
}
