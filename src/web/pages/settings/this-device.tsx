/** Being told of missed calls and replies on the device that one holds: asked for by a press, never before. */
import { Button } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { ApiProblem } from "../../api/client.ts";
import { frameOf } from "../../api/frame.ts";
import { type PushState, pushState, startPush, stopPush } from "../../api/push.ts";
import { useBusiness, useWorkspace } from "../../shell/workspace.tsx";
import { Card } from "../../ui/page.tsx";
import { wordsOf } from "../../ui/states.tsx";
import { thisDevice } from "../../words/en/this-device.ts";
import classes from "./settings.module.css";

const KEY = ["push-state"];

export function ThisDevice() {
  const { session } = useWorkspace();
  const { data } = useQuery({ queryKey: KEY, queryFn: pushState, staleTime: 0 });
  // A frame is the CRM's, and the operator is no person of this business.
  if (data === undefined || frameOf() !== null || session.role === "operator") return null;
  return (
    <Card title={thisDevice("title")} about={thisDevice("about")}>
      <State state={data} />
    </Card>
  );
}

function State({ state }: { state: PushState }) {
  const { id } = useBusiness();
  const client = useQueryClient();
  const change = useMutation({
    mutationFn: () => (state === "on" ? stopPush(id) : startPush(id)),
    onSuccess: (now) => client.setQueryData(KEY, now),
  });
  if (state === "impossible" || state === "install_first" || state === "blocked")
    return <p className={classes.soft}>{thisDevice(state === "install_first" ? "install" : state)}</p>;
  return (
    <div className={classes.fields}>
      {state === "on" && <p role="status">{thisDevice("on")}</p>}
      <div className={classes.actions}>
        <Button
          variant={state === "on" ? "default" : "filled"}
          loading={change.isPending}
          onClick={() => change.mutate()}
        >
          {thisDevice(state === "on" ? "stop" : "ask")}
        </Button>
      </div>
      {change.isError && (
        <p role="alert" className={classes.problem}>
          {change.error instanceof ApiProblem ? wordsOf(change.error) : thisDevice("failed")}
        </p>
      )}
    </div>
  );
}
